using System.Data.Common;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests;

/// <summary>A shape the hub runs in. The proof is the same for each.</summary>
internal interface IHubShape : IAsyncDisposable
{
    /// <summary>Where front-ends find it.</summary>
    IReadOnlyList<Uri> Facades { get; }

    /// <summary>The process that is asked and told through the admin API.</summary>
    HubUnderTest Admin { get; }

    /// <summary>What can be killed, by name.</summary>
    IReadOnlyList<string> Mortals { get; }

    /// <summary>Kills one of <see cref="Mortals"/> without warning and brings it back.</summary>
    Task KillAsync(string mortal);

    /// <summary>The new side's own store.</summary>
    Task<DbConnection> OpenOrdersAsync();
}
