using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Adapters.Operations;
using Hub.Adapters.Resources;
using Hub.Adapters.Schemas;
using Hub.Adapters.Serving;
using Hub.Adapters.Systems;
using Hub.Platform.Describing;
using Hub.Platform.Plan;
using Hub.Soap.Outcomes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Surface;

/// <summary>
/// What the plan's systems take and answer: their resources in the contract's terms, their operations in their own.
/// </summary>
internal sealed class SystemContracts(ConverterFolder? converters = null) : IContractSource
{
    public void Describe(MigrationPlan plan, PublicContract contract)
    {
        // The plan is valid; what it refers to on this node need not be there.
        var errors = new PlanErrors();
        var systems = plan.Systems.Select(s => SystemReader.Read(s, plan, errors, converters)).OfType<SystemDefinition>();
        foreach (var system in systems)
        {
            var shapes = new ShapeSchemas(system.Name, system.Contract, contract.Schemas);
            foreach (var (route, resource) in system.Resources)
                contract.Add(route, Of(resource, new ContractSchemas(shapes, system.Mask.Secrets)));
            foreach (var offered in system.Operations.All)
                contract.Add(new OperationContract(system.Name, offered.Operation.Name, offered.Writes, Of(offered, shapes)));
        }
    }

    /// <summary>One operation, in the system's own terms.</summary>
    public static RequestContract Of(OfferedOperation offered, ShapeSchemas shapes)
    {
        var operation = offered.Operation;
        var answer = operation.OutputType is { } output
            ? new AnswerContract(
                StatusCodes.Status200OK, "The system's answer.", shapes.Of(output, $"{operation.Name}Answer", answered: true))
            : new AnswerContract(StatusCodes.Status204NoContent, "Done; the system answers nothing.");
        var declared = operation.Faults.Where(f => !offered.Mapped.Faults.Statuses.ContainsKey(f)).ToList();
        var refused = new AnswerContract(
            StatusCodes.Status422UnprocessableEntity, $"The system refuses: {string.Join(", ", declared)}.");
        return new RequestContract
        {
            Body = shapes.OfInput(operation),
            Answers =
            [
                answer,
                .. Faults(offered.Mapped.Faults),
                .. declared.Count == 0 ? [] : new[] { refused },
            ],
        };
    }

    private static RequestContract Of(Resource resource, ContractSchemas schemas)
    {
        var calls = resource.Steps.IsEmpty ? [resource.Call] : resource.Steps.Select(s => s.Call).ToList();
        return new RequestContract
        {
            Parameters =
            [
                .. new[] { "path", "query", "header" }.SelectMany(source => Parameters(source, calls, schemas)),
                .. Pages(resource.Pages),
            ],
            Body = Keeping(Body(calls, schemas), resource.In.Keeps),
            Answers =
            [
                Answer(resource, schemas),
                .. calls.SelectMany(c => Faults(c.Faults)).GroupBy(a => a.Status).OrderBy(g => g.Key).Select(g => g.First()),
            ],
            Tagged = resource.Tagged || resource.Versioned,
        };
    }

    private static AnswerContract Answer(Resource resource, ContractSchemas schemas)
    {
        if (resource.Steps.IsEmpty)
            return Out(resource.Call, schemas) is { } one
                ? new AnswerContract(resource.Status, "The answer.", Paged(one, resource.Pages))
                : new AnswerContract(resource.Status, "Done.");
        var whole = new JsonObject();
        foreach (var step in resource.Steps.Where(s => s.As is not null))
        {
            var answer = Out(step.Call, schemas) ?? [];
            if (step.As!.Length > 0)
                whole[step.As] = answer;
            else
                foreach (var (name, field) in answer["properties"]?.AsObject().ToList() ?? [])
                    whole[name] = field?.DeepClone();
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = whole };
        return new AnswerContract(resource.Status, "The answer.", Paged(schema, resource.Pages));
    }

    private static JsonObject Paged(JsonObject answer, ListPages? pages)
    {
        if (pages is not null && answer["properties"] is JsonObject properties)
            properties["next"] = new JsonObject
            {
                ["type"] = "string",
                ["description"] = "What 'after' is for the next page; none after the last.",
            };
        return answer;
    }

    private static JsonObject? Out(MappedCall call, ContractSchemas schemas) =>
        call is { Out: { } table, Operation.OutputType: { } output }
            ? schemas.Of(table, output, writes: false, call.Operation.Name)
            : null;

    private static ContractTree? Under(string source, MappedCall call, ContractSchemas schemas) =>
        schemas.Under(source, call.In.Table, call.Operation);

    private static IEnumerable<ParameterContract> Parameters(
        string source, IEnumerable<MappedCall> calls, ContractSchemas schemas) =>
        calls
            .SelectMany(c => (IEnumerable<KeyValuePair<string, ContractTree>>?)Under(source, c, schemas)?.Children ?? [])
            .DistinctBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => new ParameterContract(source, p.Key, p.Value.ToSchema(), p.Value.Required || source == "path"));

    private static IEnumerable<ParameterContract> Pages(ListPages? pages) => pages is null ? [] :
    [
        new(
            "query",
            "limit",
            new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = pages.Max, ["default"] = pages.Default },
            Required: false),
        new("query", "after", new JsonObject { ["type"] = "string" }, Required: false),
    ];

    private static JsonObject? Body(List<MappedCall> calls, ContractSchemas schemas) =>
        calls.Select(c => Under("body", c, schemas)?.ToSchema()).OfType<JsonObject>().ToList() switch
        {
            [] => null,
            [var one] => one,
            var several => new JsonObject { ["allOf"] = new JsonArray([.. several]) },
        };

    // What a caller may repeat and not change.
    private static JsonObject? Keeping(JsonObject? body, IEnumerable<string> keeps)
    {
        foreach (var name in body?["properties"] is JsonObject ? keeps : [])
            body!["properties"]![name] = new JsonObject { ["description"] = "May be repeated, not changed." };
        return body;
    }

    private static IEnumerable<AnswerContract> Faults(FaultTable faults) =>
        faults.Statuses.GroupBy(f => f.Value, f => f.Key).OrderBy(g => g.Key)
        .Select(g => new AnswerContract(g.Key, $"The system refuses: {string.Join(", ", g.Order(StringComparer.Ordinal))}."));
}
