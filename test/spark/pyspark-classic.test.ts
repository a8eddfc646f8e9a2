import { testPySpark } from "./support/pyspark.js";

testPySpark({ title: "Spark 4, classic", profile: "spark4", mode: "classic", once: true });
