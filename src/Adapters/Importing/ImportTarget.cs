using Hub.Platform.Plan;

namespace Hub.Importing;

/// <summary>Where an import writes to.</summary>
/// <param name="System">The system's name in the plan: <c>billing</c>.</param>
/// <param name="Folder">The plan's folder.</param>
public sealed record ImportTarget(string System, string Folder)
{
    /// <summary>The capability whose routes are proposed; the system's name where nothing is said.</summary>
    public string Capability { get => field ?? System; init; } = null!;

    /// <summary>The team that answers for the capability, or null.</summary>
    public string? Owner { get; init; }

    /// <summary>Only tells what would be written.</summary>
    public bool DryRun { get; init; }

    /// <summary>Takes the proposal also where the files were edited since.</summary>
    public bool Force { get; init; }
}

/// <summary>The WSDL to import.</summary>
/// <param name="Location">A file's path, or an http or https address.</param>
public sealed record WsdlSource(string Location)
{
    /// <summary>The port wanted; null takes a sensible one.</summary>
    public string? Port { get; init; }

    /// <summary>Hosts (<c>NAME</c> or <c>NAME:PORT</c>) that may be asked although the WSDL does not come from there.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];
}

/// <summary>The database to import.</summary>
/// <param name="Provider"><c>sqlite</c>, <c>postgres</c> or <c>sqlserver</c>.</param>
/// <param name="Connection">How to reach it; may be a reference such as <c>${env:LEDGER_DB}</c>.</param>
public sealed record SqlSource(string Provider, string Connection)
{
    /// <summary>
    /// Resolves what <see cref="Connection"/> refers to; by default variables alone, which whoever writes the connection
    /// vouches for.
    /// </summary>
    public PlanReferences References { get; init; } = new(variables: new AllowedVariables(AllowedVariables.NamedIn(Connection)));

    /// <summary>Schemas wanted; none for all that are not the database's own.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>Patterns of tables, views and routines wanted, <c>*</c> for anything; none for all.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];
}
