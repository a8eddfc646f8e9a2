import { testPySpark } from "./support/pyspark.js";

testPySpark({ title: "Spark 3.5", profile: "spark35", mode: "classic", once: false });
