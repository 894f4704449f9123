using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Comparing;

/// <summary>A comparison of the hub with a peer, in one or more cases.</summary>
internal interface IBenchmark
{
    /// <summary>What it is called on the command line, and in README.md's marks.</summary>
    string Name { get; }

    /// <summary>What is held against what.</summary>
    string Title { get; }

    /// <summary>How it was set up, in sentences, as far as it is this benchmark's own.</summary>
    IReadOnlyList<string> SetUp { get; }

    /// <summary>Its cases, measured one after the other.</summary>
    IReadOnlyList<BenchmarkCase> Cases { get; }
}

/// <summary>One case: the programs it takes, started, and the load they get.</summary>
/// <param name="Name">The case in a word or two.</param>
/// <param name="StartAsync">Starts the programs on the workbench, which ends them.</param>
internal sealed record BenchmarkCase(string Name, Func<Workbench, CancellationToken, Task<Contest>> StartAsync);

/// <summary>Who is measured against whom.</summary>
/// <param name="Subject">The hub: above the line in the ratio.</param>
/// <param name="Peer">What it is compared with: below the line.</param>
/// <param name="Reference">Measured beside them, for orientation.</param>
/// <param name="Routes">Routes the load goes round over.</param>
internal sealed record Contest(Contender Subject, Contender Peer, Contender Reference, int Routes);

/// <summary>A running program under load.</summary>
internal sealed record Contender(string Name, string Url, PeerProcess Process);
