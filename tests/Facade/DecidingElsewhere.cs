using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace Hub.Facade.Tests;

/// <summary>An application that reads the hub's flags with Microsoft.FeatureManagement decides as the hub does.</summary>
public sealed class DecidingElsewhere(RunningFacade facade) : IClassFixture<RunningFacade>
{
    [Theory]
    [InlineData("legacy", null)]
    [InlineData("canary", 30.0)]
    [InlineData("canary", 62.5)]
    [InlineData("new", null)]
    public async Task For_every_key_at_every_stage(string stage, double? percent)
    {
        using var shifted = await facade.ShiftAsync(
            "orders.get", new { stage, percent, reason = "go", users = stage == "canary" ? new[] { "C-7" } : null });
        shifted.StatusCode.ShouldBe(HttpStatusCode.OK, await shifted.Content.ReadAsStringAsync());
        await using var flags = await facade.Admin.GetStreamAsync("/hub/flags");
        var application = new FeatureManager(
            new ConfigurationFeatureDefinitionProvider(new ConfigurationBuilder().AddJsonStream(flags).Build()));
        for (var key = 1; key <= 60; key++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/orders/O-1")
            {
                Headers = { { "X-Customer-Id", $"C-{key}" } },
            };
            var answer = await facade.EchoAsync(request);
            var variant = await application.GetVariantAsync(
                "orders.get", new TargetingContext { UserId = $"C-{key}", Groups = [] });
            variant.Name.ShouldBe(answer.Side, $"C-{key}");
        }

        await facade.RollbackAsync("orders.get");
    }

    [Fact]
    public async Task Who_has_the_flags_of_the_revision_is_not_sent_them_again()
    {
        using var first = await facade.Admin.GetAsync("/hub/flags");
        using var again = await AskAsync(first.Headers.ETag!);
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await again.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();

        await facade.ShiftAsync("orders.get", new { stage = "canary", percent = 1, reason = "go" });
        using var changed = await AskAsync(first.Headers.ETag!);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag.ShouldNotBe(first.Headers.ETag);
        await facade.RollbackAsync("orders.get");
    }

    private async Task<HttpResponseMessage> AskAsync(EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/hub/flags") { Headers = { IfNoneMatch = { tag } } };
        return await facade.Admin.SendAsync(request);
    }
}
