using Dapper;
using Hub.Platform.Identity;
using Hub.Platform.Identity.Persons;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Platform.Tests.Identity;

public sealed class AccessTokenStore_on_SQLite() : AccessTokenStore(StoreEngine.Sqlite);

public sealed class AccessTokenStore_on_PostgreSQL() : AccessTokenStore(StoreEngine.Postgres);

/// <summary>Tokens in the store, with nodes of this version and of the one before.</summary>
public abstract class AccessTokenStore(StoreEngine engine) : IAsyncLifetime
{
    private const string Old = "hub_0123456789012345678901234567890123456789";
    private TestStores _stores = null!;
    private Database _database = null!;
    private AccessTokens _tokens = null!;

    public async ValueTask InitializeAsync()
    {
        _stores = await TestStores.CreateAsync(engine);
        _database = _stores.Open("hub");
        _tokens = new AccessTokens(new HubStore(_database), TimeProvider.System, new PersonRights(new CurrentRouting()));
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        _stores?.Dispose();
    }

    [Fact]
    public async Task Whoever_had_a_token_before_there_were_roles_is_an_admin_everywhere()
    {
        await _database.MigrateAsync(
            "identity-tokens",
            "CREATE TABLE access_token (name TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL UNIQUE, created_at BIGINT NOT NULL)");
        await AsBeforeAsync("INSERT INTO access_token (name, hash, created_at) VALUES ('old', @hash, 1)");
        await _tokens.MigrateAsync();
        (await _tokens.FindAsync(Old)).ShouldNotBeNull().Describe().ShouldBe("admin of all capabilities");
        (await _tokens.ListAsync()).ShouldHaveSingleItem().ExpiresAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_node_of_the_version_before_still_adds_tokens_and_takes_none_that_has_less_than_all_rights()
    {
        await _tokens.MigrateAsync();
        await AsBeforeAsync("INSERT INTO access_token (name, hash, created_at) VALUES ('old', @hash, 1) ON CONFLICT DO NOTHING");
        (await _tokens.FindAsync(Old)).ShouldNotBeNull().Role.ShouldBe(AccessRole.Admin);

        var viewer = await _tokens.TryCreateAsync(
            new AccessGrant("viewer", AccessRole.Viewer, ["orders"]), "old", expiresAt: null);
        (await _tokens.FindAsync(viewer!)).ShouldNotBeNull().Describe().ShouldBe("viewer of orders");
        var hash = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(viewer!)));
        (await _database.ReadAsync(c => c.QueryAsync<string>("SELECT name FROM access_token WHERE hash = @hash", new { hash })))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_of_the_version_before_lists_a_consumer_as_a_caller_and_takes_no_token_of_one()
    {
        await _tokens.MigrateAsync();
        var token = (await _tokens.TryCreateAsync(
            new AccessGrant("lake", AccessRole.Consumer, ["orders"]), "ann", expiresAt: null))!;
        (await _tokens.FindAsync(token)).ShouldNotBeNull().Describe().ShouldBe("consumer of orders");
        (await _tokens.ListAsync()).ShouldHaveSingleItem().Role.ShouldBe(AccessRole.Consumer);
        (await _database.ReadAsync(c => c.QueryAsync<string>("SELECT role FROM access_token"))).ShouldBe(["caller"]);
        var before = new[] { "", "2 " }.Select(p => Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(p + token))));
        foreach (var hash in before)
            (await _database.ReadAsync(c => c.QueryAsync<string>(
                "SELECT name FROM access_token WHERE hash = @hash", new { hash }))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_of_the_version_before_takes_an_integrator_for_an_approver_and_still_lists_the_tokens()
    {
        await _tokens.MigrateAsync();
        var token = await _tokens.TryCreateAsync(
            new AccessGrant("ina", AccessRole.Integrator, ["orders"]), "ann", expiresAt: null);
        (await _tokens.FindAsync(token!)).ShouldNotBeNull().Describe().ShouldBe("integrator of orders");
        (await _tokens.ListAsync()).ShouldHaveSingleItem().Role.ShouldBe(AccessRole.Integrator);
        (await _database.ReadAsync(c => c.QueryAsync<string>("SELECT role FROM access_token"))).ShouldBe(["approver"]);
    }

    [Fact]
    public async Task The_right_to_override_gates_is_kept_beside_the_role_and_admins_have_it_anyway()
    {
        await _tokens.MigrateAsync();
        var grant = new AccessGrant("ann", AccessRole.Operator, ["orders"]);
        var (without, with) = (
            await _tokens.TryCreateAsync(grant, "test", expiresAt: null),
            await _tokens.TryCreateAsync(grant with { Name = "eve", OverridesGates = true }, "test", expiresAt: null));
        (await _tokens.FindAsync(without!)).ShouldNotBeNull().MayOverrideGates.ShouldBeFalse();
        var eve = (await _tokens.FindAsync(with!)).ShouldNotBeNull();
        (eve.MayOverrideGates, eve.Describe()).ShouldBe((true, "operator of orders, may override gates"));
        (await _tokens.ListAsync()).Select(t => t.OverridesGates).ShouldBe([false, true]);
        await _tokens.RegisterAsync(AdminToken.Name, Old);
        (await _tokens.FindAsync(Old)).ShouldNotBeNull().MayOverrideGates.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_many_that_make_a_token_of_one_name_one_does_and_none_is_replaced()
    {
        await _tokens.MigrateAsync();
        var grant = new AccessGrant("ann", AccessRole.Operator, []);
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _tokens.TryCreateAsync(grant, "test", expiresAt: null)));
        (await _tokens.FindAsync(made.Single(t => t is not null)!)).ShouldNotBeNull().Name.ShouldBe("ann");
    }

    [Fact]
    public async Task The_first_token_put_in_place_again_is_an_admins_whatever_stood_under_its_name()
    {
        await _tokens.MigrateAsync();
        await _tokens.TryCreateAsync(
            new AccessGrant(AdminToken.Name, AccessRole.Viewer, ["orders"]), "test", DateTimeOffset.UnixEpoch);
        await _tokens.RegisterAsync(AdminToken.Name, Old);
        (await _tokens.FindAsync(Old)).ShouldNotBeNull().Describe().ShouldBe("admin of all capabilities");
    }

    [Fact]
    public async Task Neither_a_token_nor_its_plain_hash_is_in_the_store()
    {
        await _tokens.MigrateAsync();
        var token = (await _tokens.TryCreateAsync(new AccessGrant("ann", AccessRole.Viewer, []), "test", expiresAt: null))!;
        var rows = await _database.ReadAsync(
            c => c.QueryAsync<string>("SELECT name || hash || role || capabilities || created_by FROM access_token"));
        rows.ShouldHaveSingleItem().ShouldNotContain(token[4..]);
    }

    private Task AsBeforeAsync(string sql)
    {
        var hash = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Old)));
        return _database.WriteAsync((c, t) => c.ExecuteAsync(sql, new { hash }, t));
    }
}
