using System.Collections.Immutable;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;

namespace Hub.Adapters.Resources;

/// <summary>How one route is answered.</summary>
/// <param name="Call">The operation with its mappings.</param>
/// <param name="Status">The status of a good answer.</param>
/// <param name="Location">The Location header with the answer's fields in braces, or null.</param>
/// <param name="Write">Whether it changes something; null goes by the request's method.</param>
/// <param name="Lookup">
/// Where a write in doubt can be looked up, with <c>{externalReference}</c> and the path's values in braces; or null.
/// </param>
/// <param name="Identities">Keys that differ between the public and the system.</param>
internal sealed record Resource(
    MappedCall Call,
    int Status,
    string? Location,
    bool? Write,
    string? Lookup,
    ImmutableArray<IdentityPlan> Identities)
{
    /// <summary>Whether answers carry an entity tag, and requests may depend on it.</summary>
    public bool Tagged { get; init; }

    /// <summary>Whether a link brings what is written in the system to the other side.</summary>
    public bool Linked { get; init; }

    /// <summary>Whether the tag is the version of a table's row, and not made of the answer.</summary>
    public bool Versioned { get; init; }

    /// <summary>The query's name for where a page begins; null where there are no pages.</summary>
    public string? Cursor { get; init; }

    /// <summary>Several calls, by stage, that make it; none where <see cref="Call"/> does alone.</summary>
    public ImmutableArray<ImmutableArray<CallStep>> Stages { get; init; } = [];

    /// <summary>How it is read page by page where the system gives all at once; or null.</summary>
    public ListPages? Pages { get; init; }

    /// <summary>The several calls in the order they are written.</summary>
    public ImmutableArray<CallStep> Steps { get; init; } = [];

    /// <summary>How the system is asked whether it would carry the write out; null where it cannot be.</summary>
    public DryRun? DryRun { get; init; }

    /// <summary>Every call that is made for it.</summary>
    public IEnumerable<MappedCall> AllCalls =>
    [
        .. Steps.IsEmpty ? Call.Current is { } current ? [current, Call] : [Call] : Steps.Select(s => s.Call),
        .. DryRun?.Call is { } check ? [check] : Array.Empty<MappedCall>(),
    ];

    /// <summary>What is taken of a request, by all calls.</summary>
    public RequestMapping In { get; init; } = Call.In;

    /// <summary>Whether an answer is not given as the mapping makes it: keys are turned, or but a page of it is given.</summary>
    public bool Edits => Pages is not null || Identities.Any(i => !i.Out.IsEmpty);

    /// <summary>The query parameters that it takes; any other one is refused.</summary>
    public IReadOnlyList<string> Query => field ??=
        [.. Sources.Where(s => s.Root == "query").Select(s => s.Name).Concat(Pages is null ? [] : ListPages.Parameters)];

    /// <summary>All that its calls read of a request: <c>query</c>, <c>limit</c>.</summary>
    public IReadOnlyList<(string Root, string Name)> Sources => field ??=
        [.. AllCalls.SelectMany(c => c.In.Table.Sources).Distinct()];

    /// <summary>Whether the system keeps the request's id with the record.</summary>
    public bool SendsRequestId => Call.In.Uses("request", "id");
}

/// <summary>Where an entity's keys stand in requests and answers.</summary>
/// <param name="Entity">The entity, as links name it.</param>
/// <param name="In">The source of a public key to be turned into the system's; none for no such key.</param>
/// <param name="Out">
/// The place of the system's key in the answer, to be turned into the public one; <c>items[].id</c> reaches into lists.
/// </param>
internal sealed record IdentityPlan(string Entity, ImmutableArray<string> In, ImmutableArray<string> Out);
