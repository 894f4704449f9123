using System.Net;
using Dapper;
using Hub.Platform.Identity;
using Hub.Platform.Lifetime;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests;

/// <summary>What is done while the audit log cannot be written.</summary>
public sealed class AuditThatCannotBeWritten : IAsyncLifetime
{
    private readonly RunningFacade _facade = new();

    private Database Store => _facade.Services.GetRequiredService<HubStore>().Database;

    public ValueTask InitializeAsync() => _facade.InitializeAsync();

    public ValueTask DisposeAsync() => _facade.DisposeAsync();

    [Fact]
    public async Task It_is_answered_as_done_audited_once_the_log_is_back_and_the_node_is_not_ready_until_then()
    {
        var readiness = _facade.Services.GetRequiredService<Readiness>();
        await ExecuteAsync("ALTER TABLE audit_entry RENAME TO audit_away");
        using (var shifted = await _facade.ShiftAsync("orders.get", new { stage = "new", reason = "test" }))
            shifted.StatusCode.ShouldBe(HttpStatusCode.OK, await shifted.Content.ReadAsStringAsync());
        using (var refused = await _facade.ShiftAsync("no.such", new { stage = "new", reason = "test" }))
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using (var back = await _facade.RollbackAsync("orders.get"))
            back.StatusCode.ShouldBe(HttpStatusCode.OK);
        readiness.Problem.ShouldNotBeNull().ShouldContain("audit log");

        await ExecuteAsync("ALTER TABLE audit_away RENAME TO audit_entry");
        await Eventually.HoldsAsync("the entries to be written", () => Task.FromResult(readiness.Problem is null));
        var audit = _facade.Services.GetRequiredService<AuditLog>();
        var entries = await audit.ListAsync(10);
        entries.Take(2).Select(e => (e.Actor, e.Action, e.Target)).ShouldBe(
            [("ann", "rollback", "orders.get"), ("ann", "shift", "orders.get")]);
        entries.Take(2).ShouldAllBe(e => e.Detail.Contains("written late; it was at 20"));
        (await audit.FindBrokenAsync()).ShouldBeNull();
    }

    private Task ExecuteAsync(string sql) => Store.WriteAsync((c, t) => c.ExecuteAsync(sql, transaction: t));
}
