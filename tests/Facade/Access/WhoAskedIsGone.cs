using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Platform.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.Access;

/// <summary>A change waits only as long as whoever asked for it could still ask for it.</summary>
public sealed class WhoAskedIsGone : IAsyncLifetime
{
    private readonly RunningFacade _facade = new();
    private HttpClient _bob = null!;

    private AccessTokens Tokens => _facade.Services.GetRequiredService<AccessTokens>();

    public async ValueTask InitializeAsync()
    {
        await _facade.InitializeAsync();
        _bob = await _facade.AsAsync("bob", AccessRole.Approver);
    }

    public async ValueTask DisposeAsync()
    {
        _bob.Dispose();
        await _facade.DisposeAsync();
    }

    [Fact]
    public async Task A_revoked_persons_change_is_void_also_for_the_next_of_that_name()
    {
        using var eve = await _facade.AsAsync("eve", AccessRole.Operator);
        var (first, _) = (await AskAsync(eve, 10), await AskAsync(eve, 20));
        (await _facade.Admin.DeleteAsync("/hub/api/tokens/eve").ShouldBeAsync(HttpStatusCode.OK)).Text("voidChanges")
            .ShouldBe("2");
        (await _bob.GetFromJsonAsync<JsonElement>("/hub/api/approvals")).GetArrayLength().ShouldBe(0);
        (await ApproveAsync(first).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail").ShouldContain("is void");

        using var another = await MakeAsync(new { name = "eve", role = "operator" });
        (await ApproveAsync(first).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail").ShouldContain("is void");
        var again = await AskAsync(another, 10);
        again.Text("id").ShouldBe(first.Text("id"), "it is the same change");
        await ApproveAsync(again).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_that_is_gone_from_the_store_voids_what_it_asked_for()
    {
        using var eve = await _facade.AsAsync("eve", AccessRole.Operator);
        var change = await AskAsync(eve, 10);
        await Tokens.RevokeAsync("eve");
        (await _bob.GetFromJsonAsync<JsonElement>("/hub/api/approvals"))[0].Text("changed")
            .ShouldBe("the token 'eve' was revoked");
        (await ApproveAsync(change).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail")
            .ShouldContain("the token 'eve' was revoked");
        // A token of that name made at the store itself brings it back no more.
        using var another = await _facade.AsAsync("eve", AccessRole.Operator);
        await ApproveAsync(change).ShouldBeAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task So_does_one_that_has_expired()
    {
        using var eve = await MakeAsync(new { name = "eve", role = "operator", expires = "1h" });
        var change = await AskAsync(eve, 10);
        _facade.Clock.Advance(TimeSpan.FromHours(2));
        (await ApproveAsync(change).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail")
            .ShouldContain("the token 'eve' has expired");
    }

    [Theory]
    [InlineData(AccessRole.Viewer, null, "is only viewer of all capabilities now")]
    [InlineData(AccessRole.Operator, "orders", "is only operator of orders now")]
    [InlineData(AccessRole.Caller, "ledger", "is only caller of ledger now")]
    public async Task So_does_one_with_less_than_before(AccessRole role, string? capability, string why)
    {
        using var eve = await _facade.AsAsync("eve", AccessRole.Operator);
        var change = await AskAsync(eve, 10);
        await Tokens.RevokeAsync("eve");
        using var less = await _facade.AsAsync("eve", role, capability is null ? [] : [capability]);
        (await _bob.GetAsync($"/hub/api/approvals/{change.Text("id")}").ShouldBeAsync(HttpStatusCode.OK)).Text("changed")
            .ShouldContain(why);
        (await ApproveAsync(change).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail").ShouldContain(why);
    }

    [Fact]
    public async Task What_was_approved_stays_when_either_of_the_two_goes()
    {
        using var eve = await _facade.AsAsync("eve", AccessRole.Operator);
        var change = await AskAsync(eve, 10);
        await ApproveAsync(change).ShouldBeAsync(HttpStatusCode.OK);
        (await _facade.Admin.DeleteAsync("/hub/api/tokens/eve").ShouldBeAsync(HttpStatusCode.OK)).Text("voidChanges")
            .ShouldBe("0");
        await _facade.Admin.DeleteAsync("/hub/api/tokens/bob").ShouldBeAsync(HttpStatusCode.OK);
        (await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/ledger.get")).Text("stage").ShouldBe("canary");
    }

    [Fact]
    public async Task A_restart_with_the_same_first_token_leaves_what_waits_and_another_one_ends_it()
    {
        var (first, second) = ("hub_" + new string('1', 64), "hub_" + new string('2', 64));
        (await Tokens.RegisterAsync("admin", first)).ShouldBeFalse();
        (await Tokens.RegisterAsync("admin", first)).ShouldBeFalse();
        (await Tokens.RegisterAsync("admin", second)).ShouldBeTrue();
    }

    private async Task<HttpClient> MakeAsync(object token) => _facade.With(
        (await _facade.Admin.PostAsJsonAsync("/hub/api/tokens", token).ShouldBeAsync(HttpStatusCode.Created)).Text("token"));

    private static Task<JsonElement> AskAsync(HttpClient client, double percent) =>
        client.PostAsJsonAsync("/hub/api/routes/ledger.get/shift", new { stage = "canary", percent, reason = "go" })
            .ShouldBeAsync(HttpStatusCode.Accepted);

    private Task<HttpResponseMessage> ApproveAsync(JsonElement change) => _bob.PostAsJsonAsync(
        $"/hub/api/approvals/{change.Text("id")}", new { digest = change.Text("digest") });
}
