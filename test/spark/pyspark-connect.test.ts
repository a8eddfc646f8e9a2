import { testPySpark } from "./support/pyspark.js";

testPySpark({ title: "Spark 4, Connect", profile: "spark4", mode: "connect", once: false });
