using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Contract.Tests.Cases;

/// <summary>
/// What every implementation of the cases capability does, seen from outside. Each test has a customer of its own.
/// </summary>
public abstract class CasesContract(CasesSide side)
{
    private const string Path = "/api/cases";

    // Which state can come after which: what a test may try, whatever stands there.
    private static readonly Dictionary<string, string[]> Ways = new()
    {
        ["open"] = ["inProgress", "closed"],
        ["inProgress"] = ["waiting", "resolved"],
        ["waiting"] = ["inProgress", "resolved"],
        ["resolved"] = ["inProgress", "closed"],
        ["closed"] = [],
    };

    private static readonly Dictionary<string, string[]> Reached = new()
    {
        ["open"] = [], ["inProgress"] = ["inProgress"], ["waiting"] = ["inProgress", "waiting"],
        ["resolved"] = ["inProgress", "resolved"], ["closed"] = ["closed"],
    };

    public static TheoryData<string, string> Transitions =>
        [.. from one in Ways.Keys from other in Ways.Keys where one != other select (one, other)];

    [Fact]
    public async Task A_case_is_answered_whole_and_found_where_its_location_says()
    {
        var made = (await OpenAsync(Customer(), """, "orderId": "O-3001", "text": "Söhne & <Co>", "owner": "ann" """))
            .ShouldBeJson(HttpStatusCode.Created);
        made.Json.Members().ShouldBe(
            [
                "id", "customerId", "orderId", "state", "subject", "text", "owner", "dueOn", "openedAt", "changedAt",
                "externalReference",
            ],
            ignoreOrder: true);
        (made.Json.Text("state"), made.Json.Text("changedAt")).ShouldBe(("open", made.Json.Text("openedAt")));
        var found = (await GetAsync(made.Location!.OriginalString)).ShouldBeJson(HttpStatusCode.OK);
        JsonElement.DeepEquals(found.Json, made.Json).ShouldBeTrue(found.Text);
        found.ETag.ShouldBe(made.ETag);
    }

    [Fact]
    public async Task A_case_is_due_in_two_weeks_where_nobody_says_when_and_never_before_it_was_opened()
    {
        var made = (await OpenAsync(Customer(), """, "productId": "P-2005" """)).Json;
        var opened = DateOnly.FromDateTime(made.GetProperty("openedAt").GetDateTime());
        made.Text("dueOn").ShouldBe(opened.AddDays(14).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        (await OpenAsync(Customer(), """, "productId": "P-2005", "dueOn": "2020-01-01" """))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "dueOn");
    }

    [Fact]
    public async Task A_case_is_about_an_order_an_invoice_or_a_product() =>
        (await OpenAsync(Customer(), "")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "$");

    [Fact]
    public async Task All_faults_of_a_case_are_told_at_once() =>
        (await Answer.PostAsync(side.Client, Path, """{"subject": " ", "state": "gone", "dueOn": "soon", "colour": "red"}"""))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "customerId", "subject", "state", "dueOn", "colour");

    [Fact]
    public async Task A_case_is_never_of_a_customer_whose_id_is_blank() =>
        (await OpenAsync("  ", """, "orderId": "O-3001" """)).ShouldBeProblem(HttpStatusCode.BadRequest, "customerId");

    [Theory]
    [MemberData(nameof(Transitions))]
    public async Task A_case_goes_its_way_and_a_refused_transition_says_why(string from, string to)
    {
        var made = (await OpenAsync(
            Customer(), """, "orderId": "O-3001", "owner": "ann" """)).ShouldBeJson(HttpStatusCode.Created);
        foreach (var state in Reached[from])
            made = (await ShiftAsync(made, state)).ShouldBeJson(HttpStatusCode.OK);
        made.Json.Text("state").ShouldBe(from);
        var answer = await ShiftAsync(made, to);
        if (Ways[from].Contains(to))
        {
            answer.ShouldBeJson(HttpStatusCode.OK).Json.Text("state").ShouldBe(to);
            return;
        }

        var why = answer.ShouldBeProblem(HttpStatusCode.Conflict).Json.Text("detail");
        why.ShouldStartWith($"{made.Json.Text("id")} is {from}, and ");
        foreach (var possible in Ways[from])
            why.ShouldContain(possible);
        (await GetAsync(PathOf(made))).Text.ShouldBe(made.Text);
    }

    [Theory]
    [InlineData("inProgress", "name who does in 'owner'", "owner")]
    [InlineData("resolved", "write that in 'resolution'", "resolution")]
    public async Task A_case_comes_to_no_state_without_what_it_needs_there(string to, string why, string missing)
    {
        var made = await OpenAsync(Customer(), """, "invoiceId": "I-4001", "owner": "ann" """);
        if (to == "resolved")
            made = await ShiftAsync(made, "inProgress");
        (await ShiftAsync(made, to, without: missing)).ShouldBeProblem(HttpStatusCode.Conflict).Json.Text("detail")
            .ShouldContain(why);
        (await ShiftAsync(made, to)).ShouldBeJson(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_closed_case_stays_as_it_is()
    {
        var closed = await ShiftAsync(await OpenAsync(Customer(), """, "orderId": "O-3001" """), "closed");
        var changed = JsonNode.Parse(closed.Text)!.AsObject();
        changed["subject"] = "Something else";
        (await Answer.PutAsync(side.Client, PathOf(closed), changed.ToJsonString()))
            .ShouldBeProblem(HttpStatusCode.Conflict).Json.Text("detail").ShouldContain("open another one");
        // As it was read and sent back, it is no change.
        (await Answer.PutAsync(side.Client, PathOf(closed), closed.Text)).ShouldBeJson(HttpStatusCode.OK).Text
            .ShouldBe(closed.Text);
    }

    [Fact]
    public async Task A_case_is_changed_and_deleted_only_where_nobody_changed_it_meanwhile()
    {
        var made = await OpenAsync(Customer(), """, "orderId": "O-3001", "owner": "ann" """);
        var changed = await ShiftAsync(made, "inProgress");
        (await Answer.PutAsync(side.Client, PathOf(made), made.Text, ("If-Match", made.ETag!)))
            .ShouldBeProblem(HttpStatusCode.PreconditionFailed);
        (await Answer.DeleteAsync(side.Client, PathOf(made), ("If-Match", made.ETag!)))
            .ShouldBeProblem(HttpStatusCode.PreconditionFailed);
        (await Answer.DeleteAsync(side.Client, PathOf(made), ("If-Match", changed.ETag!))).Status
            .ShouldBe(HttpStatusCode.NoContent);
        (await GetAsync(PathOf(made))).ShouldBeProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Cases_are_found_by_what_they_are_about_by_state_owner_and_day()
    {
        var customer = Customer();
        var one = (await OpenAsync(
            customer, $$""", "orderId": "{{customer}}", "owner": "{{customer}}", "dueOn": "2099-01-01" """)).Json.Text("id");
        await OpenAsync(customer, """, "productId": "P-2005", "dueOn": "2099-02-01" """);
        foreach (var filter in new[]
            { $"orderId={customer}", $"owner={customer}", $"customerId={customer}&dueUntil=2099-01-31",
              $"customerId={customer}&state=open&limit=1" })
            (await GetAsync($"{Path}?{filter}")).ShouldBeJson(HttpStatusCode.OK).Json.GetProperty("items")[0].Text("id")
                .ShouldBe(one, filter);
        (await GetAsync($"{Path}?customerId={customer}&state=closed")).Json.Items().ShouldBeEmpty();
        (await GetAsync($"{Path}?state=gone&dueUntil=soon&sort=colour"))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "query.state", "query.dueUntil", "query.sort");
    }

    [Theory]
    [InlineData("dueOn")]
    [InlineData("-dueOn")]
    [InlineData("openedAt")]
    [InlineData("-openedAt")]
    public async Task Pages_follow_one_another_in_every_order(string sort)
    {
        var customer = Customer();
        List<(string Value, string Id)> opened = [];
        foreach (var day in new[] { "2099-01-02", "2099-01-01", "2099-01-03", "2099-01-01", "2099-01-02" })
        {
            var one = (await OpenAsync(customer, $$""", "productId": "P-1", "dueOn": "{{day}}" """)).Json;
            opened.Add((sort.EndsWith("dueOn", StringComparison.Ordinal) ? day : one.Text("id"), one.Text("id")));
        }

        List<string> seen = [];
        for (string? after = ""; after is not null;)
        {
            var page = (await GetAsync($"{Path}?customerId={customer}&sort={sort}&limit=2{after}"))
                .ShouldBeJson(HttpStatusCode.OK).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(c => c.Text("id")));
            after = page.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : null;
        }

        var ascending = opened.OrderBy(o => o.Value, StringComparer.Ordinal).ThenBy(o => o.Id, StringComparer.Ordinal)
            .Select(o => o.Id).ToList();
        seen.ShouldBe(sort[0] == '-' ? Enumerable.Reverse(ascending) : ascending);
    }

    private static string Customer() => $"C-{Guid.NewGuid():N}"[..20];

    private static string PathOf(Answer made) => $"{Path}/{made.Json.Text("id")}";

    private Task<Answer> GetAsync(string path) => Answer.GetAsync(side.Client, path);

    private Task<Answer> OpenAsync(string customer, string more) => Answer.PostAsync(
        side.Client, Path, $$"""{"customerId": "{{customer}}", "subject": "Two boxes are missing"{{more}}}""");

    // With all that any state needs, but for what is to be missing.
    private Task<Answer> ShiftAsync(Answer made, string state, string? without = null)
    {
        var changed = JsonNode.Parse(made.Text)!.AsObject();
        (changed["state"], changed["owner"], changed["resolution"]) = (state, "ann", "Sent again.");
        if (without is not null)
            changed.Remove(without);
        return Answer.PutAsync(side.Client, PathOf(made), changed.ToJsonString(), ("If-Match", made.ETag!));
    }
}
