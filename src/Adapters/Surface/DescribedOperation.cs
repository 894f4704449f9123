using System.Text.Json.Nodes;
using Hub.Adapters.Operations;
using Hub.Adapters.Schemas;
using Hub.Adapters.Serving;
using Hub.Platform.Describing;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Surface;

/// <summary>What one operation takes and answers, in JSON Schema; what its schemas refer to stands beside them.</summary>
internal static class DescribedOperation
{
    public static OperationResult Of(string system, string name, SystemAdapters adapters)
    {
        if (adapters.Find(system) is not { Definition: { } definition } || definition.Operations.Find(name) is not { } offered)
            return OperationResult.Of(OperationProblems.NotFound(system, name, adapters));
        var contract = new PublicContract();
        var request = SystemContracts.Of(offered, new ShapeSchemas(definition.Name, definition.Contract, contract.Schemas));
        return OperationResult.Of(JsonText.Of(new JsonObject
        {
            ["system"] = definition.Name,
            ["operation"] = offered.Operation.Name,
            ["spelling"] = OperationName.Kebab(offered.Operation.Name),
            ["access"] = offered.Writes ? "write" : "read",
            ["input"] = request.Body,
            ["answers"] = new JsonArray(
            [
                .. request.Answers.Select(a =>
                    new JsonObject { ["status"] = a.Status, ["description"] = a.Description, ["schema"] = a.Schema }),
            ]),
            ["components"] = new JsonObject { ["schemas"] = contract.Schemas },
        }));
    }
}
