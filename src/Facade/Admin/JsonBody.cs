using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Admin;

/// <summary>Reads a JSON body of the own surface, or says what is wrong with it and where.</summary>
internal static class JsonBody
{
    // A plan with its contracts is the largest there is.
    private const int Largest = 16 * 1024 * 1024;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Web)
    {
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = JsonFaults.MostDepth,
        Converters =
        {
            new NamedValue<Stage>(),
            new NamedValue<AccessRole>(),
            new WholeNumber(),
        },
    };

    public static async Task<(T? Body, Problem? Problem)> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        var (json, problem) = await RequestBody.ReadAsync(request, Largest);
        if (problem is not null)
            return (null, problem);
        (var document, problem) = RequestBody.Parse(json.Span);
        if (problem is not null)
            return (null, Problem.Malformed(problem.Errors));
        if (FindNull(document, "", within: false) is { } empty)
            return (null, Problem.Malformed([new ProblemError(empty, "must not be null")]));
        try
        {
            return document.Deserialize<T>(Strict) is { } body
                ? (body, null)
                : (null, Problem.Malformed([new ProblemError("$", "the body is null")]));
        }
        catch (JsonException e)
        {
            return (null, Problem.Malformed([new ProblemError(PathOf(e), Explain(e, typeof(T)))]));
        }
    }

    private static string PathOf(JsonException e) => e.Path is { } path && path.StartsWith("$.", StringComparison.Ordinal)
        ? path[2..]
        : "$";

    /// <summary>The first sentence: what follows it names the program's types, which are nobody's business.</summary>
    private static string Explain(JsonException e, Type request) =>
        e is WrongValueException ? e.Message
        : e.Message.Contains("missing required properties", StringComparison.Ordinal)
            ? "required members are missing: " + e.Message[(e.Message.LastIndexOf(':') + 1)..].Trim().TrimEnd('.')
            : e.Message.Contains("could not be mapped", StringComparison.Ordinal)
                ? $"is not known here{Spelling.DidYouMeanOr(PathOf(e), MembersOf(request))}"
            : e.Message.Contains("uplicate", StringComparison.Ordinal) ? "is given more than once"
            : ExpectedValue.Of(request, PathOf(e));

    private static IReadOnlyCollection<string> MembersOf(Type request) =>
        [.. request.GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))];

    /// <summary>The place of a null where no request has one: in a list, or deeper than the request's own members.</summary>
    private static string? FindNull(JsonElement element, string path, bool within) => element.ValueKind switch
    {
        JsonValueKind.Null when within => path,
        JsonValueKind.Array => element.EnumerateArray()
            .Select((entry, i) => FindNull(entry, $"{path}[{i}]", within: true)).FirstOrDefault(found => found is not null),
        JsonValueKind.Object => element.EnumerateObject()
            .Select(m => FindNull(m.Value, path.Length == 0 ? m.Name : $"{path}.{m.Name}", within: path.Length > 0))
            .FirstOrDefault(found => found is not null),
        _ => null,
    };

    /// <summary>A value by its one name: a number, or names put together, would be anybody's guess.</summary>
    private sealed class NamedValue<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<string, T> Values = Enum.GetValues<T>().ToDictionary(
            v => JsonSerializer.SerializeToElement(v).GetString()!, StringComparer.OrdinalIgnoreCase);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Values.TryGetValue(reader.GetString()!, out var value)
                ? value
                : throw new WrongValueException(reader.TokenType == JsonTokenType.String
                    ? $"'{Spelling.Shorten(reader.GetString()!)}' is not one of {string.Join(", ", Values.Keys)}"
                        + Spelling.DidYouMean(reader.GetString()!, Values.Keys)
                    : $"is one of {string.Join(", ", Values.Keys)}, as a text");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value);
    }

    /// <summary>What is wrong with a value, said in full.</summary>
    private sealed class WrongValueException(string message) : JsonException(message);

    /// <summary>An integer, which JSON's 1.0 is too.</summary>
    private sealed class WholeNumber : JsonConverter<long>
    {
        public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType != JsonTokenType.Number ? throw new JsonException()
            : reader.TryGetInt64(out var whole) ? whole
            : reader.TryGetDecimal(out var number) && decimal.IsInteger(number)
                && number is >= long.MinValue and <= long.MaxValue ? (long)number
            : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value);
    }
}
