using System.Text.Json.Nodes;
using Hub.Adapters.Operations;
using Hub.Adapters.Resources;
using Hub.Adapters.Systems;
using Hub.Platform.Describing;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Schemas;

/// <summary>What the plan's systems take and answer: their resources in the contract's terms, their operations in their own.</summary>
internal sealed class SystemContracts : IContractSource
{
    public void Describe(MigrationPlan plan, PublicContract contract)
    {
        // The plan is valid; what it refers to on this node need not be there.
        var errors = new PlanErrors();
        foreach (var system in plan.Systems.Select(s => SystemReader.Read(s, plan, errors)).OfType<SystemDefinition>())
        {
            var shapes = new ShapeSchemas(system.Name, system.Contract, contract.Schemas);
            foreach (var (route, resource) in system.Resources)
                contract.Add(route, Of(resource, new ContractSchemas(shapes)));
            foreach (var offered in system.Operations.All)
                contract.Add(new OperationContract(system.Name, offered.Operation.Name, offered.Writes, Of(offered, shapes)));
        }
    }

    /// <summary>One operation, in the system's own terms.</summary>
    public static RequestContract Of(OfferedOperation offered, ShapeSchemas shapes)
    {
        var operation = offered.Operation;
        var answer = operation.OutputType is { } output
            ? new AnswerContract(StatusCodes.Status200OK, "The system's answer.", shapes.Of(output, $"{operation.Name}Answer"))
            : new AnswerContract(StatusCodes.Status204NoContent, "Done; the system answers nothing.");
        var declared = operation.Faults.Where(f => !offered.Mapped.Faults.Statuses.ContainsKey(f)).ToList();
        return new RequestContract
        {
            Body = shapes.Of(operation.InputType, operation.Name),
            Answers =
            [
                answer,
                .. Faults(offered.Mapped.Faults),
                .. declared.Count == 0 ? [] : new[] { new AnswerContract(StatusCodes.Status422UnprocessableEntity, $"The system refuses: {string.Join(", ", declared)}.") },
            ],
        };
    }

    private static RequestContract Of(Resource resource, ContractSchemas schemas)
    {
        var (call, name) = (resource.Call, resource.Call.Operation.Name);
        var input = call.Operation.InputType;
        var answer = call is { Out: { } table, Operation.OutputType: { } output }
            ? new AnswerContract(resource.Status, "The answer.", schemas.Of(table, output, writes: false, name))
            : new AnswerContract(resource.Status, "Done.");
        return new RequestContract
        {
            Parameters = [.. new[] { "path", "query", "header" }.SelectMany(source => Parameters(source, schemas.Under(source, call.In.Table, input, name)))],
            Body = schemas.Under("body", call.In.Table, input, name) is { } body ? Keeping(body.ToSchema(), call.In.Keeps) : null,
            Answers = [answer, .. Faults(call.Faults)],
            Tagged = resource.Tagged,
        };
    }

    private static IEnumerable<ParameterContract> Parameters(string source, ContractTree? tree) =>
        (tree?.Children ?? []).Select(p => new ParameterContract(source, p.Key, p.Value.ToSchema(), p.Value.Required || source == "path"));

    // What a caller may repeat and not change.
    private static JsonObject Keeping(JsonObject body, IEnumerable<string> keeps)
    {
        foreach (var name in body["properties"] is JsonObject ? keeps : [])
            body["properties"]![name] = new JsonObject { ["description"] = "May be repeated, not changed." };
        return body;
    }

    private static IEnumerable<AnswerContract> Faults(FaultTable faults) => faults.Statuses.GroupBy(f => f.Value, f => f.Key).OrderBy(g => g.Key)
        .Select(g => new AnswerContract(g.Key, $"The system refuses: {string.Join(", ", g.Order(StringComparer.Ordinal))}."));
}
