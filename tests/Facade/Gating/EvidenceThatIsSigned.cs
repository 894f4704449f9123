using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hub.Facade.Tests.Access;
using Hub.Platform.Identity;
using Hub.Tests;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Tests.Gating;

/// <summary>What gates read is a document, whose hash a second person signs with the change.</summary>
public sealed class EvidenceThatIsSigned
{
    private const string Half = "{ canary: { mismatch: 50%, soak: off } }";

    [Fact]
    public async Task The_document_a_gate_read_is_kept_by_its_hash_and_named_by_the_shift_and_the_audit_log()
    {
        await using var gated = await GatedSides.StartAsync(Half);
        await gated.CompareAsync(GatedSides.Enough);
        var hash = (await gated.ShiftAsync(HttpStatusCode.OK)).Text("evidence");
        await gated.CompareAsync(0);

        var document = await DocumentAsync(gated, $"?hash={hash}");
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document))).ShouldBe(hash);
        var read = JsonElement.Parse(document);
        read.GetProperty("change").Text("to").ShouldBe("canary 10 %");
        var route = read.GetProperty("routes").EnumerateArray().ShouldHaveSingleItem();
        (route.Text("route"), route.GetProperty("equal").GetInt64()).ShouldBe(("goods.get", GatedSides.Enough));
        GatedSides.StateOf(route).ShouldBe("pass");
        (await gated.Sides.Facade.Admin.GetStringAsync("/hub/api/audit?action=shift")).ShouldContain($"evidence {hash}");

        JsonElement.Parse(await DocumentAsync(gated, "")).GetProperty("routes")[0].Text("stands").ShouldBe("canary 10 %");
        using var unknown = await gated.Sides.Facade.Admin.GetAsync(
            $"/hub/api/routes/goods.find/evidence/document?hash={hash}");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task In_zone_inside_change_and_evidence_are_signed_together()
    {
        await using var gated = await GatedSides.StartAsync(Half, "inside");
        await gated.CompareAsync(GatedSides.Enough);
        var waiting = await gated.ShiftAsync(HttpStatusCode.Accepted);
        await gated.CompareAsync(1);
        // Asked again, it waits as it was read first.
        (await gated.ShiftAsync(HttpStatusCode.Accepted)).Text("digest").ShouldBe(waiting.Text("digest"));
        var hash = waiting.GetProperty("to").Text("evidence");
        waiting.GetProperty("to").Text("gate").ShouldBe("pass");
        (await DocumentAsync(gated, $"?hash={hash}")).ShouldContain("\"different\":0");

        using var bea = await gated.Sides.Facade.AsAsync("bea", AccessRole.Approver);
        var done = await ApproveAsync(bea, waiting).ShouldBeAsync(HttpStatusCode.OK);
        (done.Text("evidence"), done.Text("approvedBy")).ShouldBe((hash, "bea"));
    }

    [Fact]
    public async Task Evidence_is_signed_in_zone_inside_also_where_no_gate_asks_for_it_and_needs_none()
    {
        await using var gated = await GatedSides.StartAsync("{}", "inside");
        var bare = await gated.ShiftAsync(HttpStatusCode.Accepted);
        bare.GetProperty("to").TryGetProperty("evidence", out _).ShouldBeFalse();
        await gated.Sides.Facade.Admin.DeleteAsync($"/hub/api/approvals/{bare.Text("id")}").ShouldBeAsync(HttpStatusCode.OK);
        await gated.CompareAsync(1);
        var waiting = await gated.ShiftAsync(HttpStatusCode.Accepted);
        waiting.GetProperty("to").TryGetProperty("gate", out _).ShouldBeFalse();
        (await DocumentAsync(gated, $"?hash={waiting.GetProperty("to").Text("evidence")}")).ShouldContain("\"compared\":1");
        using var bea = await gated.Sides.Facade.AsAsync("bea", AccessRole.Approver);
        var done = await ApproveAsync(bea, waiting).ShouldBeAsync(HttpStatusCode.OK);
        done.Text("evidence").ShouldBe(waiting.GetProperty("to").Text("evidence"));
        done.TryGetProperty("gates", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_signed_is_void_once_the_gate_says_less()
    {
        await using var gated = await GatedSides.StartAsync(Half, "inside");
        await gated.CompareAsync(GatedSides.Enough);
        var waiting = await gated.ShiftAsync(HttpStatusCode.Accepted);
        gated.Sides.New = context => context.Response.WriteAsJsonAsync(new { price = 2 });
        await gated.CompareAsync(GatedSides.Enough);

        using var bea = await gated.Sides.Facade.AsAsync("bea", AccessRole.Approver);
        (await ApproveAsync(bea, waiting).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail")
            .ShouldMatch("is void: the gate of goods.get before canary says less than when it was asked for .*mismatch 50 %");
        (await ApproveAsync(bea, waiting).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail").ShouldContain("void");
        (await gated.Sides.EvidenceAsync()).Text("stage").ShouldBe("shadow");
    }

    private static Task<HttpResponseMessage> ApproveAsync(HttpClient approver, JsonElement change) =>
        approver.PostAsJsonAsync($"/hub/api/approvals/{change.Text("id")}", new { digest = change.Text("digest") });

    private static async Task<string> DocumentAsync(GatedSides gated, string query)
    {
        using var answer = await gated.Sides.Facade.Admin.GetAsync($"/hub/api/routes/goods.get/evidence/document{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var document = await answer.Content.ReadAsStringAsync();
        answer.Headers.GetValues("Repr-Digest").Single().ShouldBe(
            $"sha-256=:{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(document)))}:");
        return document;
    }
}
