"""As pyspark.ml: feature, clustering, regression, classification."""
