using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Facade.Gating;
using Hub.Facade.Retiring;
using Hub.Facade.Signing;
using Hub.Platform.Storage;
using Hub.Platform.Surface;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests;

/// <summary>What is told before the legacy side of a route is given up.</summary>
public sealed class ProvingRetirement : IAsyncLifetime
{
    private readonly NamedAccounts _accounts = new();
    private readonly Retiring.Facade _facade;

    public ProvingRetirement() =>
        _facade = new() { Changed = services => services.AddSingleton<IMessageAccounts>(_accounts) };

    public ValueTask InitializeAsync() => _facade.InitializeAsync();

    public ValueTask DisposeAsync() => _facade.DisposeAsync();

    [Fact]
    public async Task A_caller_who_comes_once_a_month_keeps_a_route_that_three_days_were_quiet()
    {
        await AskAsync();
        _facade.Clock.Ahead = TimeSpan.FromDays(30);
        await AskAsync();
        await _facade.ShiftAsync("parcels.list", new { stage = "new", reason = "go" });

        _facade.Clock.Ahead = TimeSpan.FromDays(30 + 4);
        var kept = await ProofAsync();
        kept.GetProperty("isSafe").GetBoolean().ShouldBeFalse();
        kept.GetProperty("keptBy")[0].GetString()!.ShouldContain("One of its callers has stayed away for 30 days before");
        var caller = kept.GetProperty("callers").EnumerateArray().ShouldHaveSingleItem();
        (caller.GetProperty("kind").GetString(), caller.GetProperty("name").GetString()).ShouldBe(("address", "127.0.0.1"));
        (caller.GetProperty("requests").GetInt64(), caller.GetProperty("longestPauseDays").GetDouble()).ShouldBe((2, 30));
        using (var refused = await _facade.ShiftAsync("parcels.list", new { stage = "retired", reason = "end" }))
        {
            var why = await RunningFacade.DetailAsync(refused);
            why.ShouldContain("longer than the quiet time of 3 days");
            // A viewer reads the same of a preview and of a wave.
            why.ShouldNotContain("127.0.0.1");
        }


        _facade.Clock.Ahead = TimeSpan.FromDays(30 + 33.1);
        (await ProofAsync()).GetProperty("isSafe").GetBoolean().ShouldBeTrue();
        (await _facade.ShiftAsync("parcels.list", new { stage = "retired", reason = "end" })).StatusCode
            .ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_document_names_what_keeps_it_and_its_hash_is_of_what_it_says()
    {
        await AskAsync();
        var proof = await ProofAsync();
        proof.GetProperty("keptBy").EnumerateArray().Select(w => w.GetString()).ShouldContain(
            w => w!.Contains("shift it to new first", StringComparison.Ordinal));
        proof.GetProperty("carries").EnumerateArray().Select(e => $"{e.GetProperty("file")} {e.GetProperty("entry")}")
            .ShouldBe(["capabilities/parcels.yaml sides.legacy"]);

        var document = JsonNode.Parse(proof.GetRawText())!.AsObject();
        document.Remove("sha256");
        document.Remove("signature");
        var text = CanonicalText.Of(JsonSerializer.SerializeToElement(document));
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))).ShouldBe(proof.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Callers_are_summed_over_nodes_and_no_more_of_them_are_kept_than_are_told_apart()
    {
        await AskAsync();
        await using var other = await _facade.StartAnotherAsync();
        using (var there = new HttpClient { BaseAddress = new Uri(other.Urls.First()) })
            await there.GetStringAsync("/api/parcels");
        await other.Services.GetRequiredService<CallersOfLegacy>().WriteAsync();
        var callers = _facade.Services.GetRequiredService<CallersOfLegacy>();
        (await callers.FindAsync("parcels.list")).ShouldHaveSingleItem().Requests.ShouldBe(2);

        var time = _facade.Services.GetRequiredService<TimeProvider>();
        for (var batch = 0; batch < (CallersOfLegacy.Most / CallersOfRoute.Most) + 2; batch++)
        {
            var node = new CallersOfLegacy(_facade.Services.GetRequiredService<HubStore>(), time);
            for (var i = 0; i < CallersOfRoute.Most + 10; i++)
            {
                var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
                context.Connection.RemoteIpAddress = new IPAddress([10, (byte)batch, (byte)(i >> 8), (byte)i]);
                node.Of("parcels.list").Seen(context, time.GetUtcNow());
            }

            await node.WriteAsync();
        }

        var known = await callers.FindAsync("parcels.list");
        known.Count.ShouldBeInRange(CallersOfLegacy.Most, CallersOfLegacy.Most + 1);
        known.Sum(c => c.Requests).ShouldBe(2 + (7 * (CallersOfRoute.Most + 10)));
        (await callers.PruneAsync(time.GetUtcNow().AddDays(1))).ShouldBe(known.Count);
    }

    [Fact]
    public async Task Who_tries_the_old_side_out_is_no_caller()
    {
        await _facade.EchoAsync(_facade.Forced(HttpMethod.Get, "/api/parcels", "legacy"));
        (await ProofAsync()).GetProperty("callers").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_document_is_signed_with_a_key_that_the_hub_publishes_and_no_word_of_it_can_be_changed()
    {
        var proof = JsonNode.Parse((await ProofAsync()).GetRawText())!.AsObject();
        var signature = proof["signature"]!.GetValue<string>();
        var keys = (await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/keys")).GetProperty("keys");
        var shown = keys.EnumerateArray().Single(k => k.GetProperty("kid").GetString() == DetachedSignature.KeyOf(signature));
        (shown.GetProperty("kty").GetString(), shown.GetProperty("crv").GetString(), shown.GetProperty("alg").GetString())
            .ShouldBe(("EC", "P-256", "ES256"));
        shown.TryGetProperty("d", out _).ShouldBeFalse();
        using var key = new PublicKey(shown.GetProperty("x").GetString()!, shown.GetProperty("y").GetString()!).ToKey();
        DetachedSignature.IsOf(signature, RetirementDocument.SignedText(proof), key).ShouldBeTrue();
        proof["isSafe"] = true;
        DetachedSignature.IsOf(signature, RetirementDocument.SignedText(proof), key).ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_asks_the_old_system_by_a_catch_all_is_named_by_account_address_and_agent_and_not_by_password()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/old/services/Orders");
        request.Content = new StringContent("<a/>");
        request.Headers.TryAddWithoutValidation("SOAPAction", "GetOrder");
        request.Headers.TryAddWithoutValidation("User-Agent", "Batch/7.5");
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"Basic {Convert.ToBase64String("erp-batch:hunter2"u8)}");
        using (var answer = await _facade.Client.SendAsync(request))
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var proof = await ProofAsync();
        var caller = proof.GetProperty("besides").EnumerateArray().ShouldHaveSingleItem();
        string.Join(", ", new[] { "catchAll", "kind", "name" }.Select(n => caller.GetProperty(n).GetString()))
            .ShouldBe("/old, soap, erp-batch at 127.0.0.1 (Batch/7.5)");
        proof.GetRawText().ShouldNotContain("hunter2");
        proof.GetProperty("callers").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("text/xml", "wsse-batch at 127.0.0.1"), InlineData("application/octet-stream", "127.0.0.1")]
    public async Task Whoever_asks_with_WS_Security_is_named_by_the_account_of_the_message_which_goes_on_whole(
        string type, string name)
    {
        var message = $"<a>{new string('x', 100_000)}</a>";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/old/services/Orders")
        {
            Content = new StringContent(message, Encoding.UTF8, type),
        };
        (await _facade.EchoAsync(request)).Body.ShouldBe(message);
        (await ProofAsync()).GetProperty("besides").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString()
            .ShouldBe(name);
        _accounts.Longest.ShouldBeLessThanOrEqualTo(MessageHead.Most);
    }

    [Fact]
    public async Task A_name_without_a_password_may_be_a_key_and_is_not_kept()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/old/services/Orders");
        request.Headers.TryAddWithoutValidation("Authorization", $"Basic {Convert.ToBase64String("key_live_4711:"u8)}");
        using (var answer = await _facade.Client.SendAsync(request))
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var proof = await ProofAsync();
        proof.GetProperty("besides").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString()
            .ShouldBe("127.0.0.1");
        proof.GetRawText().ShouldNotContain("key_live");
    }

    private Task AskAsync() => _facade.EchoAsync(new HttpRequestMessage(HttpMethod.Get, "/api/parcels"));

    /// <summary>Names the same account in every message that it is shown.</summary>
    private sealed class NamedAccounts : IMessageAccounts
    {
        public int Longest { get; private set; }

        public string? Find(ReadOnlyMemory<byte> head)
        {
            Longest = Math.Max(Longest, head.Length);
            return head.Length > 100 ? "wsse-batch" : null;
        }
    }

    private async Task<JsonElement> ProofAsync() =>
        await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/parcels.list/retirement");
}
