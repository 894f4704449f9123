namespace Hub.Benchmarks.Load;

/// <summary>What one run of the load generator measured.</summary>
/// <param name="RequestsPerSecond">Answers per second.</param>
/// <param name="P50">Median latency.</param>
/// <param name="P99">The latency that 99 % of the requests stayed below.</param>
/// <param name="CpuPerRequest">
/// CPU time of the process that answered, per request. On a machine shared with load generator and backend this shows a
/// difference that the requests per second show diluted.
/// </param>
/// <param name="AllocatedPerRequest">Bytes it allocated on the managed heap, per request; null where it does not tell.</param>
internal sealed record Measurement(
    double RequestsPerSecond, TimeSpan P50, TimeSpan P99, TimeSpan CpuPerRequest, double? AllocatedPerRequest);
