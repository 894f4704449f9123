using System.Collections.Frozen;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Sql;

/// <summary>Reads a system's <c>sql</c> and <c>operations</c>.</summary>
internal static class SqlSection
{
    public static (ISystemContract? Contract, Func<CallGate, TimeProvider, ISystemClient>? Connect) Read(
        SystemPlan system, PlanNode node, PlanBundle bundle, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, "provider", "connection");
        if (node["provider"] is null)
            errors.Add(node, "'provider' is missing: sqlite or postgres");
        ISqlProvider provider = fields.OneOf("provider", "sqlite", "postgres") == "sqlite" ? new SqliteProvider() : new PostgresProvider();
        var connection = fields.Required("connection");
        var resolved = connection.Length > 0 && !connection.Contains("${", StringComparison.Ordinal);
        if (resolved && provider.ConnectionProblem(connection) is { } problem)
        {
            errors.Add(node["connection"]!, $"'connection' cannot be used: {problem}");
            resolved = false;
        }

        var reader = new SqlOperationReader(provider, bundle, errors);
        var operations = (system.Node["operations"]?.Fields ?? []).Select(o => reader.Read(o.Key, o.Value)).OfType<SqlOperation>();
        var contract = new SqlContract(system.Node.At.File, operations.ToFrozenDictionary(o => o.Name, StringComparer.Ordinal));
        return (contract, resolved ? (gate, time) => new SqlClient(provider, contract, connection, system.Limits, gate, time) : null);
    }
}
