using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Hub.ServiceKit.Hosting;

/// <summary>
/// What a hosted service takes and gives as the record of an entity, known in every process so that a plan's links are
/// checked where the service does not run.
/// </summary>
/// <param name="Side">The service's side: <c>service:orders</c>.</param>
/// <param name="Entity">The entity: <c>orders</c>.</param>
/// <param name="Schema">Its record in JSON Schema; members that are not named there are refused.</param>
public sealed record EntityContract(string Side, string Entity, JsonObject Schema)
{
    private static readonly JsonSchemaExporterOptions Exported = new() { TreatNullObliviousAsNonNullable = true };

    /// <summary>The requests that the service answers.</summary>
    public IReadOnlyList<ServiceOperation> Operations => Described.Value;

    // Only a plan's check asks, and describing endpoints takes time.
    private Lazy<IReadOnlyList<ServiceOperation>> Described { get; init; } = new([]);

    /// <summary>Describes the record by the type that the service reads and writes.</summary>
    /// <param name="side">The service's side.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="record">The record's type.</param>
    /// <param name="map">Maps the service's endpoints; they are described here and not run.</param>
    public static EntityContract Of(
        string side, string entity, JsonTypeInfo record, Action<IEndpointRouteBuilder> map) =>
        new(side, entity, record.GetJsonSchemaAsNode(Exported).AsObject())
        {
            Described = new(() => ServiceOperation.Of(map)),
        };
}
