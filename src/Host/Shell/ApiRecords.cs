using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hub.Platform.Routing;
using Hub.Platform.Telemetry.Logging;

namespace Hub.Host.Shell;

/// <summary>Reads answers of the hub's own API as the records that the server answers with.</summary>
internal static class ApiRecords
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Web)
    {
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireMembers } },
    };

    /// <summary>Returns an answer as its record.</summary>
    /// <exception cref="CommandFailedException">The answer is another one than this program knows.</exception>
    public static T Read<T>(this JsonElement answer)
    {
        try
        {
            // Of a list the serializer takes entries that are null, whatever the type says.
            return answer.ValueKind == JsonValueKind.Array && answer.EnumerateArray().Any(e => e.ValueKind == JsonValueKind.Null)
                ? throw new JsonException()
                : answer.Deserialize<T>(Strict) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw Foreign(e.Path);
        }
    }

    /// <summary>Returns the entries of an answer that is a list.</summary>
    /// <exception cref="CommandFailedException">The answer is not a list.</exception>
    public static IReadOnlyList<JsonElement> Rows(this JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Array ? [.. answer.EnumerateArray()] : throw Foreign("$");

    private static CommandFailedException Foreign(string? path) => new(
        $"What answers at {HubAddress.Find().Address!.AbsoluteUri.TrimEnd('/')} is not a hub, or a hub of another version than "
        + $"this command: its answer cannot be read at {path ?? "$"}. Name the hub's address with HUB_URL, or use the command of "
        + "the hub's own version, or --json.")
    {
        Kind = FailureKind.NoHub,
    };

    // A member without a value of its own that is never null is in every answer of a hub.
    private static void RequireMembers(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
            if (property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false })
                property.IsRequired = true;
    }

    /// <summary>Returns an enumeration's value as the API writes it: <c>left alone</c>.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonSerializer.SerializeToElement(value, JsonSerializerOptions.Web).ToString();

    /// <summary>Returns a text of other people's in a single line; empty for null.</summary>
    public static string Line(string? text) => VisibleText.Of(text ?? "");

    /// <summary>Returns names of other people's as people write a list.</summary>
    public static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(n => VisibleText.Of(n)));

    /// <summary>Returns a time in the reader's own zone, to the second.</summary>
    public static string Time(DateTimeOffset time) =>
        time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Returns where a route stands: <c>canary 10 % + 2 users</c>.</summary>
    public static string State(RouteState state) =>
        State(state.Stage, state.Percent, state.Users.Length, state.Groups.Length);

    /// <inheritdoc cref="State(RouteState)"/>
    public static string State(Stage stage, double percent, int users, int groups)
    {
        if (stage != Stage.Canary)
            return Word(stage);
        var named = new[] { Count(users, "user"), Count(groups, "group") }.OfType<string>().ToList();
        return string.Create(
            CultureInfo.InvariantCulture, $"canary {percent} %{(named.Count > 0 ? " + " + string.Join(", ", named) : "")}");
    }

    private static string? Count(int count, string word) => count switch { 0 => null, 1 => $"1 {word}", _ => $"{count} {word}s" };
}
