using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Problems;
using Hub.Sync.Searching;
using Microsoft.AspNetCore.Http;

namespace Hub.Sync.Feeding;

/// <summary>Which records of an entity are wanted.</summary>
/// <param name="After">The key that the page begins behind; empty for the beginning.</param>
/// <param name="Limit">At most so many records.</param>
/// <param name="Since">Those that changed from this time on; null for all.</param>
/// <param name="Fields">Fields of the contract, as paths, each with the value wanted; numbers are compared by value.</param>
internal sealed record RecordFilter(
    string After, int Limit, DateTimeOffset? Since, IReadOnlyList<(string[] Path, string Value)> Fields)
{
    /// <summary>The parameters beside the fields of the contract.</summary>
    public static readonly string[] Names = ["after", "limit", "changedSince"];

    private const string CursorKind = "records";
    private const int LongestText = 500;
    private const int LongestCursor = 4096;
    private const int Most = 1000;

    /// <summary>Returns the cursor of the page behind a key.</summary>
    public static string CursorOf(string entity, string key) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{CursorKind}\n{entity}\n{key}"));

    /// <summary>Reads a request; all faults at once.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="query">The query.</param>
    /// <param name="contract">The record's JSON Schema; null where it is not known, and any field is taken.</param>
    /// <param name="hasContent">Whether the entity's link keeps content that can be looked into.</param>
    /// <param name="now">What durations are counted back from.</param>
    public static (RecordFilter Filter, Problem? Fault) Read(
        string entity, IQueryCollection query, JsonObject? contract, bool hasContent, DateTimeOffset now)
    {
        var (faults, fields) = (new List<ProblemError>(), new List<(string[], string)>());
        var (after, limit, since) = ("", FeedQuery.Usual, (DateTimeOffset?)null);
        foreach (var (name, values) in query)
        {
            var value = values.ToString();
            if (values.Count > 1)
                faults.Add(new(name, "is given more than once"));
            else if (value.Length == 0 && Names.Contains(name))
                faults.Add(new(name, "is empty; leave it out, or give it a value"));
            else if (value.Length > LongestText && name != "after")
                faults.Add(new(name, $"has {value.Length} characters; at most {LongestText} are taken"));
            else if (name == "after" && KeyOf(entity, value) is { } key)
                after = key;
            else if (name == "after")
                faults.Add(new(name, $"is not a cursor of the records of {entity}; leave it out to begin with the first"));
            else if (name == "limit" && !FeedQuery.TryReadLimit(value, Most, out limit))
                faults.Add(new(name, $"is no number from 1 to {Most}, such as {FeedQuery.Usual}"));
            else if (name == "changedSince" && (since = GivenTime.Parse(value, now)) is null)
                faults.Add(new(name, GivenTime.Fault));
            else if (!Names.Contains(name))
                Add(name, value);
        }

        return (new RecordFilter(after, limit, since, fields), faults.Count == 0 ? null : Problem.Malformed(faults));

        void Add(string name, string value)
        {
            if (FindUnknown(name, contract) is { } unknown)
                faults.Add(new(Spelling.Shorten(name), unknown));
            else if (!hasContent)
                faults.Add(new(name, "cannot be looked for: the link keeps hashes only (base: hash)"));
            else
                fields.Add((name.Split('.'), value));
        }
    }

    /// <summary>Returns whether a record has the values wanted.</summary>
    public bool Takes(string? content)
    {
        if (Fields.Count == 0)
            return true;
        if (content is null)
            return false;
        using var record = JsonDocument.Parse(content);
        return Fields.All(field => Has(record.RootElement, field.Path, field.Value));
    }

    private static bool Has(JsonElement within, ReadOnlySpan<string> path, string value)
    {
        if (path.IsEmpty)
            return Is(within, value);
        return within.ValueKind == JsonValueKind.Object && within.TryGetProperty(path[0], out var member)
            && Has(member, path[1..], value);
    }

    private static bool Is(JsonElement found, string value) => found.ValueKind switch
    {
        JsonValueKind.String => found.GetString() == value,
        JsonValueKind.Number => found.GetRawText() == value || (Number(found.GetRawText()) is { } n && n == Number(value)),
        JsonValueKind.True => value == "true",
        JsonValueKind.False => value == "false",
        JsonValueKind.Null => value == "null",
        _ => false,
    };

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? KeyOf(string entity, string cursor)
    {
        if (cursor.Length > LongestCursor || !Base64Url.IsValid(cursor))
            return null;
        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('\n', 3) is [CursorKind, var of, var key]
            && of == entity && !key.Contains('\0', StringComparison.Ordinal)
                ? key
                : null;
    }

    // Known as far as the contract tells its members.
    private static string? FindUnknown(string path, JsonObject? contract)
    {
        var (schema, steps) = (contract, path.Split('.'));
        for (var i = 0; i < steps.Length; i++)
        {
            if (schema is null || schema.ContainsKey("$ref"))
                return null;
            var at = string.Join('.', steps[..i]);
            if (i > 0 && IsOf(schema, "array"))
                return $"cannot be looked for: {at} is a list";
            if (schema["properties"] is not JsonObject known)
                return i > 0 ? $"is not known: {at} is a single value" : null;
            if (!known.ContainsKey(steps[i]))
                return $"is not known; known are {string.Join(", ", (i == 0 ? Names : []).Concat(known.Select(m => m.Key)))}"
                    + Spelling.DidYouMean(steps[i], known.Select(m => m.Key));
            schema = known[steps[i]] as JsonObject;
        }

        return schema is null ? null
            : IsOf(schema, "array") ? "cannot be looked for: it is a list"
            : schema["properties"] is JsonObject members
                ? $"cannot be looked for as a whole; name one of {string.Join(", ", members.Select(m => $"{path}.{m.Key}"))}"
            : null;
    }

    private static bool IsOf(JsonObject schema, string type) => schema["type"] switch
    {
        JsonArray several => several.Any(t => t?.ToString() == type),
        { } one => one.ToString() == type,
        null => false,
    };
}
