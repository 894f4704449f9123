using System.Collections.Frozen;
using Hub.Adapters.Sql.Tables;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Sql;

/// <summary>Reads a system's <c>sql</c> and <c>operations</c>.</summary>
internal static class SqlSection
{
    private static readonly string[] Providers = ["sqlite", "postgres", "sqlserver"];

    /// <summary>The fields of <c>sql</c>.</summary>
    public static readonly PlanShape Shape = new("sql", "provider", "connection")
    {
        { "provider", PlanValue.OneOf(Providers), "The database." },
        { "connection", PlanValue.Text, "How to reach it: \"${env:LEDGER_DB}\"." },
        { "install", PlanValue.Text, "How to reach it with rights to make tables and triggers." },
    };

    public static (ISystemContract? Contract, Func<CallGate, TimeProvider, CursorSeal, ISystemClient>? Connect) Read(
        SystemPlan system, PlanNode node, MigrationPlan plan, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Shape);
        if (node["provider"] is null)
            errors.Add(node, $"'provider' is missing: {string.Join(", ", Providers[..^1])} or {Providers[^1]}");
        ISqlProvider provider = fields.OneOf("provider", Providers) switch
        {
            "postgres" => new PostgresProvider(),
            "sqlserver" => new SqlServerProvider(),
            _ => new SqliteProvider(),
        };
        if (provider.Unusable is { } unusable)
            errors.Add(node, unusable);
        fields.Required("connection");
        var connection = node["connection"] is { Text: not null } written
            ? SqlConnectionText.Read(written, provider, plan.HostFiles, errors)
            : null;
        var install = node["install"] is { Text: not null } installing
            ? SqlConnectionText.Read(installing, provider, plan.HostFiles, errors)
            : null;
        var contract = new SqlContract(system.Node.At.File, ReadOperations(system, provider, plan.Bundle, errors))
        {
            JournalProblem = provider.Journal is null ? $"the hub knows no journal for {provider.Name}" : null,
            ReplicationProblem = provider.Replicates ? null : $"the hub reads no replication of {provider.Name}",
        };
        if (connection is null)
            return (contract, null);
        var shown = node["connection"] is { Referenced: true, Text: var text } ? text : null;
        return (contract, (gate, time, cursors) =>
            new SqlClient(
                provider, contract, new SqlConnections(connection, install), shown, system.Limits, gate, time, cursors));
    }

    private static FrozenDictionary<string, SqlOperation> ReadOperations(
        SystemPlan system, ISqlProvider provider, PlanBundle bundle, PlanErrors errors)
    {
        var operations = new Dictionary<string, SqlOperation>(StringComparer.Ordinal);
        var declared = new SqlOperationReader(provider, bundle, errors);
        foreach (var (name, node) in system.Node["operations"]?.Fields ?? [])
            if (declared.Read(name, node) is { } operation)
                operations[name] = operation;
        var tables = new SqlTableReader(system.Name, provider, errors);
        foreach (var (name, node) in system.Node["tables"]?.Fields ?? [])
            foreach (var operation in tables.Read(name, node))
                if (!operations.TryAdd(operation.Name, operation))
                    errors.Add(node, $"there is an operation '{operation.Name}' already; give the table another name here");
        return operations.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
