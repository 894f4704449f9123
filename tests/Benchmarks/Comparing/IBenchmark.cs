using Hub.Benchmarks.Load;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Comparing;

/// <summary>A comparison of the hub with its peers, in one or more cases.</summary>
internal interface IBenchmark
{
    /// <summary>What it is called on the command line, and in README.md's marks.</summary>
    string Name { get; }

    /// <summary>What is held against what.</summary>
    string Title { get; }

    /// <summary>How it was set up, in sentences, as far as it is this benchmark's own.</summary>
    IReadOnlyList<string> SetUp { get; }

    /// <summary>Over how many connections the load comes: 64 saturate the machine, 1 shows how long an answer takes.</summary>
    int Connections => 64;

    /// <summary>Its cases, measured one after the other.</summary>
    IReadOnlyList<BenchmarkCase> Cases { get; }
}

/// <summary>One case: the programs it takes, started, and the load they get.</summary>
/// <param name="Name">The case in a word or two.</param>
/// <param name="StartAsync">Starts the programs on the workbench, which ends them.</param>
internal sealed record BenchmarkCase(string Name, Func<Workbench, CancellationToken, Task<Contest>> StartAsync);

/// <summary>Who is measured against whom.</summary>
/// <param name="Subject">The hub: above the line in the ratios.</param>
/// <param name="Peers">What it is compared with: each below the line once.</param>
internal sealed record Contest(Contender Subject, IReadOnlyList<Contender> Peers)
{
    public IEnumerable<Contender> All => [Subject, .. Peers];
}

/// <summary>A running program under load.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Url">Where it listens.</param>
/// <param name="Requests">What it is asked.</param>
/// <param name="Processes">Those whose CPU time is its own.</param>
internal sealed record Contender(string Name, string Url, Requests Requests, IReadOnlyList<PeerProcess> Processes)
{
    /// <summary>Asks how many bytes it has allocated so far; null where it does not tell.</summary>
    public Func<CancellationToken, Task<double>>? AllocatedAsync { get; init; }

    /// <summary>CPU time used so far.</summary>
    public TimeSpan CpuTime => Processes.Aggregate(TimeSpan.Zero, (sum, p) => sum + p.CpuTime);
}
