using System.Data.Common;
using Hub.Platform.Plan;

namespace Hub.Adapters.Sql;

/// <summary>
/// Reads a system's <c>connection</c>: no secret is written in it, and none of the files that it names is the hub's own.
/// </summary>
internal static class SqlConnectionText
{
    // Files that a client reads to make itself known or to know the server.
    private static readonly string[] SecretFiles =
        ["sslcertificate", "sslkey", "rootcertificate", "passfile", "servercertificate", "clientcertificate", "clientkey"];

    private static readonly string[] DatabaseFiles = ["datasource", "filename", "attachdbfilename", "initialfilename"];

    /// <summary>The connection string to be used, never shown; null, and errors, where it cannot be.</summary>
    public static string? Read(PlanNode node, ISqlProvider provider, AllowedFiles files, PlanErrors errors)
    {
        var before = errors.Count;
        foreach (var (key, text) in Fields(node.Text!))
            if (SecretNames.IsSecret(key) && PlanReferences.Without(text).Length > 0)
                errors.Add(
                    node,
                    $"'{key}' is written in 'connection', where everybody reads it: write {key}=${{env:NAME}}, or the whole "
                    + "connection as ${env:NAME} or ${file:PATH}");
        if (node.Value is not { } value)
            return null;
        if (provider.ConnectionProblem(value) is { } problem)
            errors.Add(node, $"{Said(node)} cannot be used: {problem}");
        else if (provider.PasswordVariable is { } variable && Environment.GetEnvironmentVariable(variable) is { Length: > 0 }
            && !Fields(value).Any(f => SecretNames.IsSecret(f.Key)))
            // Whoever may write a host into a plan is not to have the password of another database sent there.
            errors.Add(
                node,
                $"{Said(node)} has no password, and {variable} is set, which its client would send instead: write "
                + $"Password=${{env:{variable}}} where that is meant, or start the hub without it");
        else
            CheckFiles(node, value, provider, files, errors);
        return errors.Count == before ? value : null;
    }

    private static void CheckFiles(PlanNode node, string value, ISqlProvider provider, AllowedFiles files, PlanErrors errors)
    {
        foreach (var (key, path) in Fields(value))
        {
            var plain = key.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
            var shown = node.Referenced ? $"'{key}' of {node.Text}" : path;
            var problem = SecretFiles.Contains(plain, StringComparer.Ordinal) ? files.WhyNotSecret(path, shown)
                : provider.KeepsFiles && DatabaseFiles.Contains(plain, StringComparer.Ordinal)
                    ? WhyNotDatabase(path, shown, files)
                : null;
            if (problem is not null)
                errors.Add(node, $"{Said(node)} cannot be used: {problem}");
        }
    }

    private static string? WhyNotDatabase(string path, string shown, AllowedFiles files) =>
        path is ":memory:" ? null
        : path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || path.Contains('|', StringComparison.Ordinal)
            ? $"{(shown == path ? "it" : shown)} is no path; write the path itself, such as Data Source=/data/finance.db"
        : files.WhyNot(path, shown);

    private static string Said(PlanNode node) => node.Referenced ? $"the value of {node.Text}" : "'connection'";

    private static IEnumerable<(string Key, string Text)> Fields(string connection)
    {
        DbConnectionStringBuilder fields;
        try
        {
            fields = new DbConnectionStringBuilder { ConnectionString = connection };
        }
        catch (ArgumentException)
        {
            // The provider says so, or it is a reference.
            return [];
        }

        return fields.Keys.Cast<string>().Select(k => (k, fields[k].ToString() ?? ""));
    }
}
