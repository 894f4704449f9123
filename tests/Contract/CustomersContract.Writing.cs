using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Contract.Tests;

/// <summary>How every implementation of the customers capability makes and replaces customers.</summary>
public abstract partial class CustomersContract
{
    private const string Whole = """
        {"name": "  Öl & <Gas> \"Süd\" 𠮷野家 ", "status": "blocked", "segment": "B", "taxNumber": "", "creditLimit": 0.99,
         "customerSince": "2024-02-29", "language": "zh-Hant-TW",
         "phones": [{"type": "fax", "number": "+49 1"}, {"type": "office", "number": "  "}],
         "addresses": [{"type": "delivery", "primary": false, "lines": ["a", "", " c ", "d"], "city": "Łódź", "country": "PL"},
                       {"type": "billing", "primary": true, "lines": ["x"], "postCode": " 1 ", "city": "", "country": "DE"}],
         "contacts": [{"name": "", "role": "", "email": "", "phones": [{"type": "mobile", "number": "1"}]},
                      {"name": "Ann", "email": null, "phones": []}],
         "note": "one\ntwo\tthree & <four>"}
        """;

    [Fact]
    public async Task A_customer_that_was_made_is_answered_whole_and_found_where_its_location_says()
    {
        var made = await CreateAsync(Whole);

        var id = made.Json.Text("id");
        made.Location.ShouldNotBeNull().OriginalString.ShouldBe($"/api/customers/{id}");
        made.Json.Members().ShouldBe(["id", .. Members(Whole), "externalReference"]);
        ShouldSay(made.Json, With(Whole, ("id", id), ("externalReference", made.Json.Text("externalReference"))));
        var read = await GetAsync(made.Location.OriginalString);
        (read.Text, read.ETag).ShouldBe((made.Text, made.ETag));
        read.Text.ShouldContain("Öl & <Gas>", customMessage: "letters as they are, on either side");
    }

    [Fact]
    public async Task A_customer_is_found_by_the_reference_it_was_made_under_and_by_nothing_of_another()
    {
        var (one, other) = (await CreateAsync(Customer("Twin")), await CreateAsync(Customer("Twin")));

        one.Json.Text("id").ShouldNotBe(other.Json.Text("id"));
        (await FindAsync($"?externalReference={one.Json.Text("externalReference")}")).ShouldBe([one.Json.Text("id")]);
    }

    [Fact]
    public async Task A_tag_is_of_what_a_customer_says()
    {
        var (one, other) = (await CreateAsync(Customer("Tagged")), await CreateAsync(Customer("Tagged")));
        other.ETag.ShouldNotBe(one.ETag, "they have ids of their own");

        var path = one.Location!.OriginalString;
        var changed = (await PutAsync(path, Customer("Tagged", "\"note\": \"new\""))).ShouldBeJson(HttpStatusCode.OK, Nullable);
        changed.ETag.ShouldNotBe(one.ETag);
        (await GetAsync(path)).ETag.ShouldBe(changed.ETag);
        (await PutAsync(path, Customer("Tagged"))).ETag.ShouldBe(one.ETag);
    }

    [Fact]
    public async Task Null_says_of_what_may_be_left_out_that_it_is()
    {
        var made = await CreateAsync("""
            {"name": "Nobody's", "status": "active", "segment": null, "taxNumber": null, "creditLimit": null,
             "customerSince": null, "language": null, "phones": [], "contacts": null, "note": null,
             "addresses": [{"type": "billing", "primary": null, "lines": ["x"], "postCode": null,
                            "city": "Bonn", "country": "DE"}]}
            """);

        made.Json.Members().ShouldBe(["id", "name", "status", "creditLimit", "phones", "addresses", "externalReference"]);
        made.Json.GetProperty("addresses")[0].Members().ShouldBe(["type", "lines", "city", "country"]);
        var path = made.Location!.OriginalString;
        var kept = With(made.Text, ("note", null));
        (await PutAsync(path, kept.ToString())).ShouldBeJson(HttpStatusCode.OK, Nullable).Text.ShouldBe(made.Text);
    }

    [Fact]
    public async Task A_limit_of_the_same_value_has_the_same_tag()
    {
        var path = (await CreateAsync(Customer("Digits"))).Location!.OriginalString;
        var tags = new List<string?>();
        foreach (var limit in new[] { "1200", "1200.0", "1200.00", "1.2e3" })
        {
            var limited = With(Customer("Digits"), ("creditLimit", JsonNode.Parse(limit)));
            tags.Add((await PutAsync(path, limited)).ShouldBeJson(HttpStatusCode.OK, Nullable).ETag);
        }

        tags.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task All_of_a_customer_is_replaced_but_id_and_reference()
    {
        var made = await CreateAsync(Whole);
        var (id, reference) = (made.Json.Text("id"), made.Json.Text("externalReference"));

        var answer = (await PutAsync($"/api/customers/{id}", Customer("Less"))).ShouldBeJson(HttpStatusCode.OK, Nullable);
        ShouldSay(answer.Json, With(Customer("Less"), ("id", id), ("externalReference", reference)));
        var read = await GetAsync($"/api/customers/{id}");
        (read.Text, read.ETag).ShouldBe((answer.Text, answer.ETag));
    }

    [Fact]
    public async Task A_customer_is_written_back_as_it_was_read()
    {
        var made = await CreateAsync(Whole);

        var back = (await PutAsync(made.Location!.OriginalString, made.Text)).ShouldBeJson(HttpStatusCode.OK, Nullable);
        (back.Text, back.ETag).ShouldBe((made.Text, made.ETag));
    }

    [Theory]
    [InlineData("If-Match", "TAG", HttpStatusCode.OK)]
    [InlineData("If-Match", "\"other\", TAG", HttpStatusCode.OK)]
    [InlineData("If-Match", "*", HttpStatusCode.OK)]
    [InlineData("If-Match", "\"other\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Match", "W/TAG", HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Match", "no tag", HttpStatusCode.PreconditionFailed)]
    [InlineData("If-None-Match", "*", HttpStatusCode.PreconditionFailed)]
    public async Task A_condition_decides_whether_a_customer_is_replaced(string header, string value, HttpStatusCode status)
    {
        var made = await CreateAsync(Customer("Conditional"));
        var path = made.Location!.OriginalString;

        var answer = await PutAsync(
            path, Customer("Replaced"), (header, value.Replace("TAG", made.ETag, StringComparison.Ordinal)));
        answer.Status.ShouldBe(status, answer.Text);
        if (status == HttpStatusCode.PreconditionFailed)
            answer.ShouldBeProblem(status);
        (await GetAsync(path)).Json.Text("name").ShouldBe(status == HttpStatusCode.OK ? "Replaced" : "Conditional");
    }

    [Fact]
    public async Task Of_two_who_read_the_same_only_the_first_replaces_it()
    {
        var made = await CreateAsync(Customer("Contested"));
        var path = made.Location!.OriginalString;

        (await PutAsync(path, Customer("First"), ("If-Match", made.ETag!))).Status.ShouldBe(HttpStatusCode.OK);
        (await PutAsync(path, Customer("Second"), ("If-Match", made.ETag!))).ShouldBeProblem(HttpStatusCode.PreconditionFailed);
        (await PutAsync(path, Customer("Whoever is last"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_is_not_there_cannot_be_replaced()
    {
        (await PutAsync("/api/customers/C-9999", Customer("Nobody"))).ShouldBeProblem(HttpStatusCode.NotFound);
        (await PutAsync("/api/customers/C-9999", Customer("Nobody"), ("If-Match", "*"))).ShouldBeProblem(HttpStatusCode.NotFound);
        (await PutAsync("/api/customers/C-9999", Customer("  "))).ShouldBeProblem(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("externalReference")]
    public async Task Id_and_reference_can_neither_be_chosen_nor_changed(string member)
    {
        var made = await CreateAsync(Customer("Choosy"));

        (await PostAsync(With(Customer("Choosy"), (member, "mine")))).ShouldBeProblem(HttpStatusCode.BadRequest, member);
        (await PutAsync(made.Location!.OriginalString, With(Customer("Choosy"), (member, "mine"))))
            .ShouldBeProblem(HttpStatusCode.BadRequest, member);
    }

    private Task<Answer> PostAsync(string json) => Answer.PostAsync(side.Client, "/api/customers", json);

    private async Task<Answer> CreateAsync(string json) => (await PostAsync(json)).ShouldBeJson(HttpStatusCode.Created, Nullable);

    private Task<Answer> PutAsync(string path, string json, (string, string)? condition = null) =>
        Answer.PutAsync(side.Client, path, json, condition);

    /// <summary>A customer with as little as there can be, and further members.</summary>
    private static string Customer(string name, string members = "") => $$"""
        {"name": "{{name}}", "status": "active", "creditLimit": null, "phones": [],
         "addresses": []{{(members.Length > 0 ? ", " : "")}}{{members}}}
        """;

    private static string With(string json, params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var customer = JsonNode.Parse(json)!.AsObject();
        foreach (var (name, value) in members)
            customer[name] = value;
        return customer.ToJsonString();
    }

    private static IEnumerable<string> Members(string json) => JsonElement.Parse(json).Members();
}
