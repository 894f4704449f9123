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

    /// <summary>The processes that front-ends come to, in the order of <see cref="Facades"/>.</summary>
    IReadOnlyList<HubUnderTest> FacadeProcesses { get; }

    /// <summary>A part's own store: <c>hub</c>, or a new service's such as <c>orders</c>.</summary>
    Task<DbConnection> OpenAsync(string part);
}
