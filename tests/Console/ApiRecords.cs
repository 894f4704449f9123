using System.Globalization;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Hub.Console.Asking;

namespace Hub.Console.Tests;

/// <summary>
/// The console's copies of what the hub's API answers, held against <c>/hub/api/openapi.json</c>: each field is there by that
/// name and type, and what the console takes for granted is never null.
/// </summary>
public sealed class ApiRecords(ConsoleHub hub) : IClassFixture<ConsoleHub>
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Each record, and where it is read. Those inside of others are found through them.</summary>
    public static TheoryData<Type, string> Rows { get; } = new()
    {
        { typeof(Caller), "get caller" },
        { typeof(RouteList), "get routes" },
        { typeof(ListedRoute), "get routes/{id}" },
        { typeof(Evidence), "get routes/{id}/evidence" },
        { typeof(Example), "get routes/{id}/evidence/examples" },
        { typeof(ListedRevision), "get revisions" },
        { typeof(ShiftPreview), "get routes/{id}/preview" },
        { typeof(ShiftAnswer), "post routes/{id}/shift" },
        { typeof(ShiftAnswer), "post routes/{id}/rollback" },
        { typeof(ShiftAnswer), "post approvals/{id}" },
        { typeof(PendingChange), "get approvals" },
        { typeof(PendingChange), "get approvals/{id}" },
        { typeof(Explanation), "get requests/{id}" },
        { typeof(ListedToken), "get tokens" },
        { typeof(ListedAct), "get audit" },
        { typeof(ListedNode), "get nodes" },
        { typeof(LinkDirection), "get sync/links" },
        { typeof(ListedConflict), "get sync/conflicts" },
        { typeof(ListedParked), "get sync/parked" },
        { typeof(Counted), "get sync/parked/count" },
        { typeof(Counted), "get sync/conflicts/count" },
        { typeof(AskedSide), "get sides" },
        { typeof(EvidenceSummary), "get evidence" },
        { typeof(JobRun), "get jobs/{name}/runs" },
        { typeof(LinkDirectionHistory), "get sync/links/{link}/history" },
        { typeof(ListedRule), "get rules" },
        { typeof(PlanUse), "get plans" },
        { typeof(ReconciledSides), "get sync/links/{link}/reconcile" },
        { typeof(SystemDrift), "get systems/drift" },
        { typeof(MovedCustomers), "get routes/{id}/preview/customers" },
        { typeof(RouteHistory), "get routes/{id}/history" },
        { typeof(ComparedRevisions), "get revisions/{from}/diff/{to}" },
        { typeof(Discovered), "get discovered" },
        { typeof(ListedJob), "get jobs" },
        { typeof(ListedSystem), "get systems" },
        { typeof(PlanStatus), "get plan/status" },
        { typeof(Traffic), "get traffic" },
        { typeof(Thinness), "get thinness" },
        { typeof(Composition), "get compositions" },
        { typeof(AuditVerification), "get audit/verification" },
        { typeof(PlanFiles), "get plan" },
        { typeof(PlanFiles), "get revisions/{number}/plan" },
        { typeof(StartedRun), "post sync/parked/replay" },
        { typeof(StartedRun), "post sync/conflicts/resolve" },
        { typeof(MadeToken), "post tokens" },
        { typeof(LiveEvent), "get live" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_record_is_as_the_API_tells_it(Type record, string operation)
    {
        var document = await hub.Api.GetFromJsonAsync<JsonElement>("/hub/api/openapi.json");
        var (method, path) = (operation.Split(' ')[0], $"/hub/api/{operation.Split(' ')[1]}");
        var answers = document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses")
            .EnumerateObject().Where(r => r.Name[0] == '2')
            .Select(r => r.Value.GetProperty("content").EnumerateObject().First().Value.GetProperty("schema"))
            .Select(s => s.TryGetProperty("items", out var items) ? items : s)
            .SelectMany(IEnumerable<JsonElement> (s) => s.TryGetProperty("anyOf", out var any) ? any.EnumerateArray() : [s])
            .ToList();
        new Comparison(document).FindFaults(record, answers).ShouldBeEmpty();
    }

    [Fact]
    public void Every_record_has_a_row()
    {
        var found = new HashSet<Type>();
        foreach (var row in Rows)
            Add(row.Data.Item1);
        typeof(Caller).Assembly.GetTypes()
            .Where(t => t.Namespace == typeof(Caller).Namespace && IsRecord(t))
            // What every refusal holds is RFC 9457's.
            .Except([typeof(HubProblem), typeof(ProblemPart)])
            .Where(t => !found.Contains(t)).Select(t => t.Name).ShouldBeEmpty();

        void Add(Type type)
        {
            foreach (var inner in type.GetGenericArguments())
                Add(inner);
            if (IsRecord(type) && found.Add(type))
                foreach (var field in Members(type))
                    Add(field.PropertyType);
        }
    }

    private static bool IsRecord(Type type) =>
        type.Assembly == typeof(Caller).Assembly && type.GetMethod("<Clone>$") is not null;

    // What is worked out of others is not read.
    private static IEnumerable<PropertyInfo> Members(Type record) => record.GetProperties().Where(p => p.CanWrite);

    /// <summary>A comparison with one document.</summary>
    private sealed class Comparison(JsonElement document)
    {
        private readonly HashSet<string> _seen = [];

        /// <summary>Returns what does not fit; of several answers, a field has to be in one.</summary>
        public IReadOnlyList<string> FindFaults(Type record, IReadOnlyList<JsonElement> answers) =>
            [.. Members(record).SelectMany(p =>
            {
                var faults = answers.Select(a => Fields(record, Resolve(a), p).ToList()).ToList();
                return faults.Find(f => f.Count == 0) ?? faults.FirstOrDefault() ?? [$"{record.Name}: no answer is told"];
            })];

        private IEnumerable<string> Fields(Type record, JsonElement schema, PropertyInfo field)
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(field.Name);
            var isOptional = Nullable.GetUnderlyingType(field.PropertyType) is not null
                || Nullability.Create(field).WriteState == NullabilityState.Nullable
                || field.PropertyType == typeof(JsonElement);
            if (!schema.TryGetProperty("properties", out var properties) || !properties.TryGetProperty(name, out var told))
                // What was done, or the change that waits instead of it.
                return isOptional && record == typeof(ShiftAnswer) ? [] : [$"{record.Name}.{name} is not told"];
            return
            [
                .. isOptional || !IsNull(told) ? Array.Empty<string>()
                    : [$"{record.Name}.{name} is taken for granted, and may be null"],
                .. FindWrongType($"{record.Name}.{name}", Nullable.GetUnderlyingType(field.PropertyType) ?? field.PropertyType,
                    Resolve(told)),
            ];
        }

        private IEnumerable<string> FindWrongType(string at, Type type, JsonElement told)
        {
            if (type == typeof(JsonElement))
                return [];
            if (type.IsEnum)
                return told.TryGetProperty("enum", out var words)
                    ? words.EnumerateArray().Where(w => w.ValueKind == JsonValueKind.String)
                        .Where(w => !Enum.GetNames(type).Contains(w.GetString(), StringComparer.OrdinalIgnoreCase))
                        .Select(w => $"{at}: {type.Name} has no {w}")
                    : [$"{at} is not told as one of some words"];
            if (type.IsGenericType)
                return FindWrongEntry(at, type.GetGenericArguments(), told);
            if (IsRecord(type))
                return _seen.Add($"{type.Name} {told.GetRawText()}") ? FindFaults(type, [told]) : [];
            var word = Type.GetTypeCode(type) switch
            {
                TypeCode.Boolean => "boolean",
                TypeCode.Int32 or TypeCode.Int64 => "integer",
                TypeCode.Double => "number",
                _ => "string",
            };
            var types = Types(told);
            if (word == "number" ? types.Contains("number") || types.Contains("integer")
                : types.Contains(word) || (word == "string" && told.TryGetProperty("enum", out _)))
                return type != typeof(DateTimeOffset)
                    || (told.TryGetProperty("format", out var format) && format.GetString() == "date-time")
                        ? []
                        : [$"{at} is told as a text that is not a time"];
            return [string.Create(CultureInfo.InvariantCulture, $"{at} is told as {string.Join(" or ", types)}, not {word}")];
        }

        private IEnumerable<string> FindWrongEntry(string at, Type[] arguments, JsonElement told) =>
            told.TryGetProperty(arguments.Length == 1 ? "items" : "additionalProperties", out var entry)
                ? FindWrongType($"{at}[]", arguments[^1], Resolve(entry))
                : [$"{at} is not told as {(arguments.Length == 1 ? "a list" : "a map")}"];

        private static IReadOnlyList<string> Types(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? []
            : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.GetString()!)]
            : [type.GetString()!];

        private static bool IsNull(JsonElement schema) => Types(schema).Contains("null")
            || (schema.TryGetProperty("anyOf", out var any) && any.EnumerateArray().Any(IsNull))
            || (schema.TryGetProperty("oneOf", out var one) && one.EnumerateArray().Any(IsNull));

        /// <summary>The schema itself, behind references and beside null.</summary>
        private JsonElement Resolve(JsonElement schema)
        {
            if (schema.TryGetProperty("$ref", out var reference))
                return Resolve(document.GetProperty("components").GetProperty("schemas")
                    .GetProperty(reference.GetString()!.Split('/')[^1]));
            foreach (var choice in new[] { "anyOf", "oneOf" })
                if (schema.TryGetProperty(choice, out var schemas)
                    && schemas.EnumerateArray().Where(s => !Types(s).Contains("null")).ToList() is [var only])
                    return Resolve(only);
            return schema;
        }
    }
}
