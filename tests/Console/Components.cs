using Bunit;
using Hub.Console.Asking;
using Hub.Console.Pages;
using Hub.Console.Routes;
using Hub.Platform.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Console.Tests;

/// <summary>Single components, without a hub.</summary>
public sealed class Components : BunitContext
{
    public Components() => Services.AddSingleton(TimeProvider.System);

    [Fact]
    public void A_list_is_searched_by_all_words_and_grouped_by_name()
    {
        var routes = new[] { Route("orders.get"), Route("orders.place", Stage.Canary), Route("things.get") };
        Shown(new("GET orders", "", "capability"), routes).ShouldBe(["orders.get", "orders.place"]);
        Shown(new("", "canary", ""), routes).ShouldBe(["orders.place"]);
        Shown(new("nothing-like-it", "", ""), routes).ShouldBeEmpty();
        var table = Render<RoutesTable>(p => p.Add(t => t.Board, Board(routes)).Add(t => t.Query, new("", "", "capability")));
        table.FindAll("tr.group th").Select(g => g.TextContent.Trim()).ShouldBe(["orders 2", "things 1"]);
    }

    [Fact]
    public void The_split_shows_the_share_that_the_new_side_answered()
    {
        var split = Row(Route("a.b") with { Sides = new(Side(90), Side(10)) }).Find(".split");
        split.QuerySelector("small")!.TextContent.ShouldBe("10 % new");
        (split.QuerySelector("rect.legacy")!.GetAttribute("width"), split.QuerySelector("rect.new")!.GetAttribute("x"))
            .ShouldBe(("90", "90"));
        Row(Route("a.b")).Find("td:nth-child(4)").TextContent.Trim().ShouldBe("no traffic");

        IRenderedComponent<RouteRow> Row(ListedRoute route) => Render<RouteRow>(p => p.Add(r => r.Route, route));
    }

    [Fact]
    public void A_refusal_names_the_field_that_was_typed_and_not_its_place_in_the_request()
    {
        Told("$.percent: 1000 is not a share.\n$.reason: say why.")
            .ShouldBe("Refused. percent: 1000 is not a share. reason: say why.");
        Told("The request has faults; see errors.", new ProblemPart("query.status", "must be a class such as 5xx"))
            .ShouldBe("Refused. The request has faults:status: must be a class such as 5xx");
        Told("It costs $.50, see errors").ShouldBe("Refused. It costs $.50, see errors");

        string Told(string message, params ProblemPart[] errors) => string.Join(' ', Render<Refusal>(
            p => p.Add(r => r.Why, new HubRefusedException(422, message, errors))).Find("[role=alert]").TextContent
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_gate_tells_limit_value_and_what_is_missing()
    {
        var gates = Render<GateList>(p => p.Add(g => g.Gates,
        [
            new(
                "orders.get", "new",
                [new("mismatch", "0.1 %", "inconclusive", "0 of 3", "3,346 more equal answers", 120)],
                "inconclusive"),
        ]));
        gates.FindAll("tbody td, tbody th").Select(c => c.TextContent.Trim()).ShouldBe(
            ["inconclusive", "mismatch", "0.1 %", "0 of 3", "3,346 more equal answers; about 2 min at the last hour's traffic"]);
    }

    [Fact]
    public void What_writes_left_behind_is_told_beside_the_answers_with_its_paths_and_reasons()
    {
        var evidence = new Evidence(
            "orders.place", null, null, 0, 0, 0, 0, 0.95, 1, 0, [], [], new Dictionary<string, long>(), new(null, null),
            new(null, null))
        {
            LeftBehind = new(
                12, 10, 0, 2, 4, 0.5, [new("record total", "another number", 2)],
                new Dictionary<string, long> { ["sync too late"] = 3 }),
        };
        var card = Render<EvidenceCard>(p => p.Add(c => c.Evidence, evidence));
        card.Find("p").TextContent.ShouldContain("12 records that writes left behind");
        card.Find("tbody th").TextContent.ShouldBe("record total");
        card.Find("p.quiet").TextContent.ShouldBe("Left behind, not compared: 3, sync too late");
    }

    [Fact]
    public void A_retired_route_is_offered_no_shift_and_one_without_a_new_side_none_forward()
    {
        Links(Route("a.b", Stage.Retired)).ShouldBeEmpty();
        Links(Route("a.b") with { Sides = new(Side(), null) }).ShouldBeEmpty();
        Links(Route("a.b", Stage.Canary)).ShouldBe(["legacy", "shadow", "canary", "new"]);

        IEnumerable<string?> Links(ListedRoute route) =>
            Render<StageTrack>(p => p.Add(t => t.Route, route).Add(t => t.MayShift, true))
                .FindAll("a").Select(a => a.GetAttribute("href")?.Split("to=")[1]);
    }

    [Fact]
    public void A_route_without_a_legacy_side_is_new_only_and_not_called_retired()
    {
        var route = Route("a.b", Stage.Retired) with { Legacy = null };
        Render<StageTrack>(p => p.Add(t => t.Route, route).Add(t => t.MayShift, true))
            .FindAll("li .stage").Select(s => s.TextContent).ShouldBe(["new only"]);
        var row = Render<RouteRow>(p => p.Add(r => r.Route, route));
        (row.Find(".stage").TextContent, row.Find(".verdict").TextContent).ShouldBe(("new only", "no legacy side"));
        Render<SidesCard>(p => p.Add(s => s.Route, route)).FindAll("tbody tr").Count.ShouldBe(1);
        Render<BoardTable>(p => p.Add(b => b.Board, Board([route])).Add(b => b.Query, new("", "new only", "")))
            .Find("td[data-stage='new only']").TextContent.ShouldContain("a.b");
        Shown(new("", "retired", ""), [route]).ShouldBeEmpty();
        Words.WayBackOf(route).ShouldBe("None: the plan names no legacy side.");
    }

    [Fact]
    public void Nothing_waits_is_said()
    {
        Render<WaitingForMe>(p => p.Add(w => w.Waiting, [])).Markup.ShouldContain("Nothing.");
        Render<WaitingForMe>(p => p.Add(w => w.Waiting, [new("2 conflicts", "sync", IsUrgent: false)]))
            .Find("a").GetAttribute("href").ShouldBe("sync");
    }

    private static IEnumerable<string> Shown(RouteQuery query, IEnumerable<ListedRoute> routes) =>
        query.Of(routes).SelectMany(g => g).Select(r => r.Id);

    private static Board Board(IReadOnlyList<ListedRoute> routes) => new(
        new RouteList(1, "", null, [], [], routes), default, new Dictionary<string, EvidenceSummary>(),
        new Dictionary<string, IReadOnlyList<LinkDirection>>(), [], default);

    private static ListedRoute Route(string id, Stage stage = Stage.Legacy) => new(
        id, $"GET /api/{id}", id.Split('.')[0], "team", "outside", stage, 10, [], [], new(Side(), Side()), null, null, null)
    {
        Legacy = "adapter:a",
    };

    private static ListedSide Side(long answered = 0) => new("http://side", "well", null, new(300, answered, 0, null, null));
}
