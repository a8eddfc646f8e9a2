import { testScala } from "./support/scala.js";

testScala("spark35");
