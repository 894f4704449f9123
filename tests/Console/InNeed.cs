using System.Net;
using Microsoft.Playwright;

namespace Hub.Console.Tests;

/// <summary>Rolling back in a browser at the admin's port, when much else has failed.</summary>
public sealed class InNeed(HubInNeed hub) : IClassFixture<HubInNeed>
{
    [Theory]
    [InlineData(false, "things.get")]
    [InlineData(true, "things.list")]
    public async Task A_route_is_rolled_back_with_the_evidence_gone_and_both_sides_dead(bool scripts, string route)
    {
        var page = await hub.Browsers.OpenAsync(scripts);
        await page.SignInAsync(hub.Url, hub.AdminToken);
        await page.GetByRole(AriaRole.Link, new() { Name = route, Exact = true }).ClickAsync();
        await page.HeadingAsync(route);
        await page.KeepAsync($"in-need-{scripts}");
        await page.GetByText("Roll back", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("Why?").FillAsync("everything fails");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Yes, roll back {route}" }).ClickAsync();
        await page.SeesAsync("Done: served as revision");
        (await hub.StageAsync(route)).ShouldBe("legacy");
    }

    [Fact]
    public async Task The_public_port_has_no_console()
    {
        hub.PublicUrl.ShouldNotBe(hub.Url);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        foreach (var page in new[] { "", "/sign-in", "/routes", "/console.css" })
        {
            using var answer = await http.GetAsync(new Uri($"{hub.PublicUrl}/hub/console{page}"));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, page);
            answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        }
    }
}
