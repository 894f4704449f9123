using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Hub.Platform.Identity;
using Hub.Tests.Processes;
using Microsoft.AspNetCore.Components;

namespace Hub.Console.Tests;

/// <summary>
/// Every page and every form of the console, for everybody who may come: what one may not do is not offered, and is refused where
/// somebody sends it all the same.
/// </summary>
public sealed partial class RoleByRole(ConsoleHub hub) : IClassFixture<ConsoleHub>
{
    // Null is somebody without a token.
    private static readonly AccessGrant?[] Everybody =
    [
        null,
        new("viewer", AccessRole.Viewer, []),
        new("operator-of-another", AccessRole.Operator, ["spare"]),
        new("operator-of-these", AccessRole.Operator, ["things", "vault"]),
        new(ConsoleHub.Asker, AccessRole.Operator, []),
        new("approver", AccessRole.Approver, []),
        new("integrator", AccessRole.Integrator, []),
        new("admin-2", AccessRole.Admin, []),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_shown_to_whom_it_is_for_and_nobody_else_is_led_there(ConsoleRow row)
    {
        foreach (var who in Everybody)
        {
            using var visitor = await VisitorAsync(who);
            var page = await visitor.ReadAsync(row.Address ?? row.Page);
            (page is not null && page.QuerySelector("main h1") is not null && !IsRefused(page))
                .ShouldBe(row.IsFor(who), $"{row} for {who?.Name ?? "a stranger"}");
            if (row.IsFor(who) || who is null)
                continue;
            (await visitor.ReadAsync("routes"))!.QuerySelectorAll("a")
                .ShouldNotContain(a => a.GetAttribute("href") == row.Page.TrimStart('/'), $"{row} for {who.Name}");
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_form_is_offered_to_whom_it_is_for_and_nobody_else_has_it_done_by_hand(ConsoleRow row)
    {
        // Those who may not come first, as the others use up what is acted on.
        foreach (var who in Everybody.OrderBy(row.IsFor))
        {
            var form = row.Form!.Replace("{}", await row.Prepare(hub), StringComparison.Ordinal);
            using var visitor = await VisitorAsync(who);
            var page = await visitor.ReadAsync(row.Address ?? row.Page);
            var offered = page is not null && page.QuerySelectorAll("input[name=_handler]")
                .Any(i => i.GetAttribute("value") == form);
            offered.ShouldBe(row.IsFor(who), $"{row} offered to {who?.Name ?? "a stranger"}");
            var before = await DoneAsync(who, row.Action);
            using var answer = await visitor.PostAsync(row.Address ?? row.Page, form, row.Fields);
            (await DoneAsync(who, row.Action) > before)
                .ShouldBe(row.IsFor(who), $"{row} sent by {who?.Name ?? "a stranger"}: {(int)answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("caller")]
    [InlineData("consumer")]
    public async Task Who_sees_nothing_of_the_hub_has_no_session(string role)
    {
        using var visitor = new Visitor(hub.Url);
        using var answer = await visitor.PostAsync(
            "sign-in", "sign-in", [("Token", await hub.TokenAsync($"a-{role}", role))]);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("the console takes role viewer at least");
        (await visitor.ReadAsync("routes")).ShouldBeNull();
    }

    [Fact]
    public void Every_page_has_a_row()
    {
        var pages = typeof(ConsoleServices).Assembly.GetTypes()
            .SelectMany(t => t.GetCustomAttributes(typeof(RouteAttribute), inherit: false).Cast<RouteAttribute>());
        ConsoleRow.All.Where(r => r.Form is null).Select(r => r.Page).Order(StringComparer.Ordinal)
            .ShouldBe(pages.Select(r => r.Template).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_form_has_a_row()
    {
        var markup = Markup().ToList();
        markup.SelectMany(m => FormName().Matches(m.Text)).Select(m => Filled().Replace(m.Groups["name"].Value, "{}"))
            .Where(name => name != "sign-in").Order(StringComparer.Ordinal)
            .ShouldBe(ConsoleRow.All.Select(r => r.Form).OfType<string>().Order(StringComparer.Ordinal));
        // A form is named, or sent to an address of its own; what writes is a form, so that it can be found here.
        foreach (var (file, text) in markup)
        {
            foreach (Match form in PostForm().Matches(text))
                (FormName().IsMatch(form.Value) || form.Value.Contains("action=\"sign-out\"", StringComparison.Ordinal))
                    .ShouldBeTrue($"{file}: {form.Value}");
            if (Write().IsMatch(text))
                FormName().IsMatch(text).ShouldBeTrue($"{file} writes without a form");
        }
    }

    public static TheoryData<ConsoleRow> Pages => [.. ConsoleRow.All.Where(r => r.Form is null)];

    public static TheoryData<ConsoleRow> Forms => [.. ConsoleRow.All.Where(r => r.Form is not null)];

    private static bool IsRefused(IDocument page) =>
        page.QuerySelectorAll("main [role=alert] strong").Any(s => s.TextContent == "Refused.");

    private static IEnumerable<(string File, string Text)> Markup() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Console"), "*.razor", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(f => (Path.GetFileName(f), File.ReadAllText(f)));

    private async Task<Visitor> VisitorAsync(AccessGrant? who) =>
        await new Visitor(hub.Url).SignInAsync(who is null ? null : await hub.TokenOfAsync(who));

    /// <summary>How often somebody's acts were taken; what the hub refused for want of a right does not count.</summary>
    private async Task<int> DoneAsync(AccessGrant? who, string action)
    {
        using var entries = JsonDocument.Parse(
            await hub.Api.GetStringAsync($"/hub/api/audit?action={Uri.EscapeDataString(action)}&limit=1000"));
        return entries.RootElement.EnumerateArray().Count(e =>
            e.GetProperty("actor").GetString() == (who?.Name ?? AuditLog.Anonymous)
            && (who is null || !e.GetProperty("detail").GetString()!.Contains("takes role", StringComparison.Ordinal)));
    }

    [GeneratedRegex("""@formname="(@\(\$")?(?<name>[^"]+)""", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex FormName();

    [GeneratedRegex("""\{[^}]*\}""", RegexOptions.None, Timeout.Infinite)]
    private static partial Regex Filled();

    [GeneratedRegex("""<form[^>]*method="post"[^>]*>""", RegexOptions.None, Timeout.Infinite)]
    private static partial Regex PostForm();

    [GeneratedRegex("""Hub\.(Post|Put|Delete)Async""", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Write();
}
