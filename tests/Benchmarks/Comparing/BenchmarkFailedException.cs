namespace Hub.Benchmarks.Comparing;

/// <summary>Nothing was measured, or nothing that can be believed.</summary>
public sealed class BenchmarkFailedException(string message) : Exception(message);
