using Hub.Adapters.Operations;
using Hub.Adapters.Serving;

namespace Hub.Adapters.Surface;

/// <summary>A wrapped system with what can be asked of it.</summary>
/// <param name="Name">The system: <c>erp</c>.</param>
/// <param name="Kind">How it is spoken to: <c>SOAP 1.1</c>, <c>SQLite</c>.</param>
/// <param name="Operations">Its operations by name.</param>
internal sealed record SystemView(string Name, string Kind, IReadOnlyList<OperationView> Operations)
{
    public static SystemView Of(SystemAdapter adapter) => new(
        adapter.Definition.Name,
        adapter.Client.Kind,
        [.. adapter.Definition.Operations.All.Select(o => OperationView.Of(adapter.Definition.Name, o))]);
}

/// <summary>An operation.</summary>
/// <param name="Name">Its own name.</param>
/// <param name="Href">Where it is called; the name as addresses like it.</param>
/// <param name="Access"><c>read</c>, or <c>write</c> for whatever may change something.</param>
internal sealed record OperationView(string Name, string Href, string Access)
{
    public static OperationView Of(string system, OfferedOperation offered) => new(
        offered.Operation.Name,
        $"/systems/{Uri.EscapeDataString(system)}/operations/{Uri.EscapeDataString(offered.Operation.Name)}",
        offered.Writes ? "write" : "read");
}
