namespace Hub.Importing.Proposing;

/// <summary>What names say of operations and faults; nobody promises it, so the report names every guess.</summary>
internal static class Guess
{
    /// <summary>How many entries a list gives where nobody says.</summary>
    public const int Page = 50;

    private static readonly string[] Reading =
    [
        "get", "find", "list", "read", "search", "query", "fetch", "lookup", "retrieve", "load", "count", "check", "is", "has",
        "exists", "describe",
    ];

    private static readonly string[] Replacing = ["update", "set", "change", "replace", "modify", "put", "edit", "rename"];
    private static readonly string[] Removing = ["delete", "remove"];
    private static readonly string[] Making = ["create", "add", "insert", "new", "post"];

    private static readonly string[] Conjunctions = ["and", "or"];
    private static readonly string[] Secrets =
        ["password", "passwd", "pwd", "pass", "secret", "passphrase", "kennwort", "pin", "apikey"];
    private static readonly string[] Tokens =
        ["session", "sessionid", "sid", "token", "ticket", "sessiontoken", "authtoken", "sessionkey"];

    private static readonly (int Status, string[] Words)[] Statuses =
    [
        (404, ["notfound", "unknown", "nosuch", "doesnotexist", "missing"]),
        (409, ["conflict", "locked", "duplicate", "already", "exists", "concurren"]),
        (503, ["limit", "busy", "unavailable", "overload", "maintenance"]),
        (422, ["invalid", "validation", "notallowed", "rejected", "illegal"]),
    ];

    /// <summary>The words of an operation's name, its verb first: <c>Unit_FindByNumber</c> → find, unit, by, number.</summary>
    public static IReadOnlyList<string> Words(string name)
    {
        var parts = name.Split('_', '.').Select(Proposing.Words.Of).Where(p => p.Count > 0).ToList();
        var at = parts.FindIndex(p => IsVerb(p[0]));
        return at <= 0
            ? Proposing.Words.Of(name)
            : [parts[at][0], .. parts[..at].SelectMany(p => p), .. parts[at].Skip(1), .. parts[(at + 1)..].SelectMany(p => p)];
    }

    /// <summary>What an operation does, by the first word of its name.</summary>
    /// <returns>The method, and how many of its words are no part of what it is done to.</returns>
    public static (string Method, int Verb) Of(IReadOnlyList<string> words) => words switch
    {
        // Checked in or out, read and marked, got or created: it is changed all the same.
        ["check", "in" or "out", ..] => ("POST", 0),
        _ when words.Any(Conjunctions.Contains) && words.Skip(1).Any(IsChange) => ("POST", 0),
        [var verb, _, ..] when Reading.Contains(verb) => ("GET", 1),
        [var verb] when Reading.Contains(verb) => ("GET", 0),
        [.., "since"] => ("GET", 0),
        // What is named after what it is about: BAPI_CUSTOMER_GETLIST, CustomerGet.
        [var first, .., ['g', 'e', 't', ..]] when !IsVerb(first) => ("GET", 0),
        [var verb, _, ..] when Replacing.Contains(verb) => ("PUT", 1),
        [var verb, _, ..] when Removing.Contains(verb) => ("DELETE", 1),
        [var verb, _, ..] when Making.Contains(verb) => ("POST", 1),
        _ => ("POST", 0),
    };

    /// <summary>Whether it asks for one thing by its key, and not for all that match.</summary>
    public static bool AsksForOne(IReadOnlyList<string> words) =>
        words[0] is "get" or "read" or "fetch" or "retrieve" or "load" or "describe" && !words.Contains("by");

    private static bool IsVerb(string word) => Reading.Contains(word) || IsChange(word);

    private static bool IsChange(string word) =>
        Replacing.Contains(word) || Removing.Contains(word) || Making.Contains(word)
        || word is "save" or "lock" or "mark" or "send" or "run" or "reset";

    /// <summary>The status a fault's name speaks of, or null.</summary>
    public static int? Status(string fault)
    {
        var name = string.Concat(Proposing.Words.Of(fault));
        foreach (var (status, words) in Statuses)
            if (words.Any(w => name.Contains(w, StringComparison.Ordinal)))
                return status;
        return null;
    }

    /// <summary>Whether a field says how many entries are wanted: <c>MaxCount</c>, <c>PageSize</c>.</summary>
    public static bool IsLimit(string field) =>
        Proposing.Words.Of(field.Split('/')[^1]) is ["max", ..] or ["limit", ..] or [.., "limit"] or ["page", "size"] or ["top"];

    /// <summary>Whether a field holds what nobody but the system may know, and so stands in no address.</summary>
    public static bool IsSecret(string field) => Proposing.Words.Of(field.Split('/')[^1]) is var words
        && (words.Any(Secrets.Contains) || words is [.., "api" or "access" or "license" or "secret", "key"]);

    /// <summary>Whether a field holds what names a session: <c>SessionId</c>, <c>authToken</c>.</summary>
    public static bool IsToken(string field) => Proposing.Words.Of(field.Split('/')[^1]) is var words
        && words.Any(Tokens.Contains) && (Tokens.Contains(words[^1]) || words[^1] is "id" or "key")
        && !words.Any(w => w is "page" or "next" or "continuation" or "cursor" or "paging");

    /// <summary>Whether a field's name is that of a key: <c>OrderNo</c>, <c>id</c>, <c>ItemCode</c>.</summary>
    public static bool IsKey(string field) =>
        Proposing.Words.Of(field) is [.., "id" or "no" or "number" or "code" or "key" or "nr" or "num" or "uuid" or "guid"];
}
