using System.Data.Common;
using Hub.Adapters.Sql;
using Hub.Platform.Plan;

namespace Hub.Importing.Proposing;

/// <summary>How the database is reached now, and how the plan will say it: a secret is never written to a file.</summary>
/// <param name="Value">The connection string.</param>
/// <param name="Written">As the plan has it.</param>
/// <param name="Variable">What has to be set for it, without what is secret; or null.</param>
internal sealed record SqlConnection(string Value, string Written, ImportVariable? Variable)
{
    private static readonly string[] Secrets = ["password", "pwd", "token", "secret"];

    /// <exception cref="ImportRefusedException">It is no connection string; nothing of it is in the message.</exception>
    public static SqlConnection Of(string system, string given, ISqlProvider provider, PlanReferences references)
    {
        var value = Resolve(given, references);
        if (provider.ConnectionProblem(value) is { } problem)
            throw new ImportRefusedException($"--connection cannot be used: {problem}.") { IsUsage = true };
        if (value != given)
            return new SqlConnection(value, given, Variable: null);
        var fields = new DbConnectionStringBuilder { ConnectionString = value };
        var secrets = fields.Keys.Cast<string>()
            .Where(k => Secrets.Any(s => k.Contains(s, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        // A path counts from where the hub is started, which need not be here.
        if (fields.TryGetValue("data source", out var source) && provider is SqliteProvider && File.Exists((string)source))
            fields["data source"] = Path.GetFullPath((string)source);
        if (secrets.Count == 0)
            return new SqlConnection(value, fields.ConnectionString, Variable: null);
        foreach (var secret in secrets)
            fields[secret] = "…";
        var name = $"{Words.Variable(system)}_DB";
        return new SqlConnection(value, $"${{env:{name}}}", new ImportVariable(
            name, fields.ConnectionString.Replace("'", "'\\''", StringComparison.Ordinal)));
    }

    private static string Resolve(string given, PlanReferences references)
    {
        var errors = new PlanErrors();
        return references.Resolve(given, new PlanLocation("--connection", 1), errors)
            ?? throw new ImportRefusedException($"--connection: {errors.First().Message}.");
    }
}
