using Hub.ServiceKit.Problems;

namespace Hub.Host.Shell;

/// <summary>Names a request's members as they were typed: <c>--percent</c> where the API says <c>percent</c>.</summary>
internal static class TypedNames
{
    private static readonly Dictionary<string, string> Options = new(StringComparer.Ordinal)
    {
        ["stage"] = "--to",
        ["percent"] = "--percent",
        ["users"] = "--user",
        ["groups"] = "--group",
        ["reason"] = "--reason",
        ["expectedRevision"] = "--expected-revision",
        ["force"] = "--force",
        ["capability"] = "--capability",
        ["capabilities"] = "--capability",
        ["files"] = "--plan",
        ["removes"] = "--removes",
        ["revision"] = "--revision",
        ["name"] = "<name>",
        ["role"] = "--role",
        ["expires"] = "--expires",
        ["input"] = "--in",
        ["arguments"] = "--arguments",
        ["at"] = "--at",
        ["actor"] = "--actor",
        ["limit"] = "--limit",
        ["route"] = "--route",
        ["query.status"] = "--status",
        ["query.request"] = "--request",
        ["query.before"] = "--before",
    };

    /// <summary>Returns the problem's faults, a sentence each.</summary>
    public static IReadOnlyList<string> Faults(ApiProblem problem) =>
        [.. (problem.Errors ?? []).Select(e => Sentence(ApiRecords.Line(e.Path), ApiRecords.Line(e.Detail)))
            .Distinct(StringComparer.Ordinal)];

    private static string Sentence(string path, string detail) =>
        $"{(path is "$" or "" ? "" : Typed(path) + ": ")}{Spelling.EndSentence(detail)}";

    private static string Typed(string path)
    {
        if (Options.TryGetValue(path, out var whole))
            return whole;
        var end = path.IndexOfAny(['.', '[']);
        var member = end < 0 ? path : path[..end];
        return !Options.TryGetValue(member, out var option) ? path
            : end < 0 ? option
            : $"{option} {path[end..].TrimStart('.')}";
    }
}
