using System.Text.Json.Nodes;

namespace Hub.Platform.Describing;

/// <summary>What is known of a plan's routes, and of the operations behind them, in the terms of OpenAPI 3.1.</summary>
public sealed class PublicContract
{
    private readonly Dictionary<string, RequestContract> _routes = new(StringComparer.Ordinal);
    private readonly List<OperationContract> _operations = [];

    /// <summary>Where a schema of <see cref="Schemas"/> is referred to.</summary>
    public const string SchemasPrefix = "#/components/schemas/";

    /// <summary>
    /// Schemas by name, referred to as <c>#/components/schemas/NAME</c>; names hold A-Z, a-z, 0-9 and <c>. - _</c> only.
    /// </summary>
    public JsonObject Schemas { get; } = [];

    /// <summary>Operations of wrapped systems.</summary>
    public IReadOnlyList<OperationContract> Operations => _operations;

    /// <summary>What is known of a route, or null.</summary>
    public RequestContract? Find(string route) => _routes.GetValueOrDefault(route);

    /// <summary>Tells of a route.</summary>
    public void Add(string route, RequestContract request) => _routes[route] = request;

    /// <summary>Tells of an operation.</summary>
    public void Add(OperationContract operation) => _operations.Add(operation);
}

/// <summary>An operation of a wrapped system, as <c>POST /systems/{system}/operations/{operation}</c> has it.</summary>
/// <param name="System">The system.</param>
/// <param name="Name">The operation.</param>
/// <param name="Writes">Whether it may change something.</param>
/// <param name="Request">What it takes and answers.</param>
public sealed record OperationContract(string System, string Name, bool Writes, RequestContract Request);

/// <summary>What a request takes and what it is answered. Schemas are JSON Schema as OpenAPI 3.1 has it.</summary>
public sealed record RequestContract
{
    /// <summary>What it takes beside its body.</summary>
    public IReadOnlyList<ParameterContract> Parameters { get; init; } = [];

    /// <summary>The body's schema; null where nothing of a body is used.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>The answers it is known to have.</summary>
    public IReadOnlyList<AnswerContract> Answers { get; init; } = [];

    /// <summary>Whether answers have an entity tag, and requests may depend on it.</summary>
    public bool Tagged { get; init; }
}

/// <summary>Something a request takes beside its body.</summary>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Required">Whether it must be there.</param>
public sealed record ParameterContract(string In, string Name, JsonObject Schema, bool Required);

/// <summary>One answer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Description">When it is given.</param>
/// <param name="Schema">The body's schema; null for no body, and for the hub's own problems.</param>
public sealed record AnswerContract(int Status, string Description, JsonObject? Schema = null);
