using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json.Nodes;
using Hub.Adapters.Shapes;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Sql;

/// <summary>Runs a database's operations, within its limits; a write in one transaction, once.</summary>
internal sealed class SqlClient(ISqlProvider provider, SqlContract contract, string connection, SystemLimits limits, CallGate gate, TimeProvider time)
    : ISystemClient
{
    private const int MostAttempts = 3;
    private static readonly SqlOperation Probe = new("probe", "SELECT 1", Write: false, [], [], Fault: null);

    public TimeSpan Timeout => limits.Timeout;

    public string Kind => provider.Name;

    public string Location { get; } = LocationOf(provider.Connect(connection, limits, write: false));

    public async Task<SystemOutcome> ProbeAsync(CancellationToken cancellation)
    {
        var outcome = await InTurnAsync(Probe, [], CallPriority.Interactive, cancellation);
        // A pooled connection may have been dead for long; the next one is new.
        return outcome is NoAnswer { TimedOut: false } ? await InTurnAsync(Probe, [], CallPriority.Interactive, cancellation) : outcome;
    }

    public PreparedCall Prepare(Operation called, JsonNode document, Exchange? exchange = null)
    {
        var operation = contract.Operations[called.Name];
        var (parameters, errors) = (ImmutableArray.CreateBuilder<SqlParameter>(), new List<DocumentError>());
        foreach (var field in operation.Parameters)
        {
            var given = document.AsObject().TryGetPropertyValue(field.Name, out var node);
            var value = SqlParameter.Read(field, node, out var problem);
            if (problem is not null)
                errors.Add(new DocumentError([new DocumentStep(field.Name)], given ? problem : "is required"));
            parameters.Add(new SqlParameter(field, value));
        }

        foreach (var (name, _) in document.AsObject().Where(f => operation.Parameters.All(p => p.Name != f.Key)))
            errors.Add(new DocumentError([new DocumentStep(name)], $"is not known here{Spelling.DidYouMean(name, operation.Parameters.Select(p => p.Name))}"));
        if (exchange is not null && errors.Count == 0)
            exchange.Request = SqlExchange.Show(operation, document);
        return new PreparedCall(errors, async (priority, cancellation) =>
        {
            var outcome = await InTurnAsync(operation, parameters.ToImmutable(), priority, cancellation);
            exchange?.Answer = SqlExchange.Show(outcome);
            return outcome;
        });
    }

    private static string LocationOf(DbConnection connection)
    {
        using (connection)
            return connection.Database is { Length: > 0 } database and not "main" ? $"{connection.DataSource.Replace("tcp://", "", StringComparison.Ordinal)}/{database}" : connection.DataSource;
    }

    private Task<SystemOutcome> InTurnAsync(
        SqlOperation operation, ImmutableArray<SqlParameter> parameters, CallPriority priority, CancellationToken cancellation) =>
        gate.RunAsync(priority, Timeout, () => CallAsync(operation, parameters, cancellation), cancellation);

    private async Task<SystemOutcome> CallAsync(SqlOperation operation, ImmutableArray<SqlParameter> parameters, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        for (var attempt = 1; ; attempt++)
        {
            // SQLite works on the caller's thread, however asynchronous the method's name.
            var run = new SqlRun(provider, operation, parameters);
            var outcome = await Task.Run(() => run.RunAsync(provider.Connect(connection, limits, operation.Write), either.Token), CancellationToken.None);
            if (outcome is not Answer)
                cancellation.ThrowIfCancellationRequested();
            // Reading has no effect, so it may be done again; a write's caller decides.
            if (operation.Write || attempt == MostAttempts || outcome is not Fault { Codes: ["conflict", ..] })
                return outcome;
        }
    }
}
