using System.Net;
using System.Text.Json.Nodes;

namespace Hub.Contract.Tests;

/// <summary>What every implementation of the customers capability refuses, and how it says so.</summary>
public abstract partial class CustomersContract
{
    private const string Address = """{"type": "billing", "lines": ["a"], "city": "b", "country": "DE"}""";

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once_by_path()
    {
        var answer = await PostAsync($$"""
            {"status": "gone", "segment": "D", "creditLimit": 1.005, "language": "no language",
             "customerSince": "2023-02-29", "remark": "x",
             "phones": [{"type": "telex", "number": "1"}, {"type": "fax"}],
             "addresses": [{{Address}}, {"type": "billing", "lines": [], "city": "x", "country": "Germany"}],
             "contacts": [{"name": "Ann", "email": null, "phones": []}, {"name": 7, "phones": { } }],
             "note": "{{new string('x', 401)}}"}
            """);

        answer.ShouldBeProblem(
            HttpStatusCode.BadRequest, "name", "status", "segment", "creditLimit", "language", "customerSince", "remark",
            "phones[0].type", "phones[1].number", "addresses[1].lines", "addresses[1].country",
            "contacts[1].name", "contacts[1].email", "contacts[1].phones", "note");
        answer.Text.ShouldNotContain("addresses[0]");
        answer.Text.ShouldNotContain("contacts[0]");
    }

    [Theory]
    [InlineData("name", "7")]
    [InlineData("status", "\"ACTIVE\"")]
    [InlineData("status", "\"Active\"")]
    [InlineData("status", "0")]
    [InlineData("segment", "\"a\"")]
    [InlineData("creditLimit", "true")]
    [InlineData("creditLimit", "10000000000000000")]
    [InlineData("creditLimit", "1e15")]
    [InlineData("creditLimit", "99999999999999.99")]
    [InlineData("creditLimit", "0.001")]
    [InlineData("creditLimit", "1e-3")]
    [InlineData("creditLimit", "\"5\"")]
    [InlineData("creditLimit", "\" 5 \"")]
    [InlineData("customerSince", "\"2026-01-01Z\"")]
    [InlineData("customerSince", "\"2026-01-01+01:00\"")]
    [InlineData("customerSince", "\"2026-01-01-14:00\"")]
    [InlineData("customerSince", "\" 2026-01-01 \"")]
    [InlineData("customerSince", "\"2026-01-01\\n\"")]
    [InlineData("customerSince", "\"29.02.2024\"")]
    [InlineData("customerSince", "\"2024-2-9\"")]
    [InlineData("customerSince", "\"2024-02-29T00:00:00Z\"")]
    [InlineData("language", "\"de_DE\"")]
    [InlineData("language", "\"\"")]
    [InlineData("language", "\" de \"")]
    [InlineData("phones", "{}")]
    [InlineData("phones", "[1]")]
    [InlineData("addresses", "\"x\"")]
    [InlineData("addresses", """[{"type": "billing", "lines": ["1", "2", "3", "4", "5"], "city": "b", "country": "DE"}]""")]
    [InlineData("addresses", """[{"type": "billing", "lines": [1], "city": "b", "country": "DE"}]""")]
    [InlineData("addresses", """[{"type": "billing", "lines": ["a"], "city": "b", "country": "de"}]""")]
    [InlineData("addresses", """[{"type": "billing", "lines": ["a"], "country": "DE"}]""")]
    [InlineData("addresses", """[{"type": "billing", "primary": "yes", "lines": ["a"], "city": "b", "country": "DE"}]""")]
    [InlineData("addresses", """[{"type": "billing", "primary": "true", "lines": ["a"], "city": "b", "country": "DE"}]""")]
    [InlineData("addresses", """[{"type": "billing", "primary": "1", "lines": ["a"], "city": "b", "country": "DE"}]""")]
    [InlineData("addresses", """[{"type": "billing", "primary": 1, "lines": ["a"], "city": "b", "country": "DE"}]""")]
    [InlineData("addresses", """[{"type": "billing", "lines": ["a"], "city": "b", "country": "DE", "zip": "1"}]""")]
    [InlineData("contacts", """[{"name": "x", "email": 7, "phones": []}]""")]
    [InlineData("contacts", """[{"name": "x", "email": null}]""")]
    [InlineData("note", "\"\\u0000\"")]
    [InlineData("note", "\"\\u001b\"")]
    [InlineData("note", "\"\\uffff\"")]
    [InlineData("note", "[]")]
    [InlineData("modifiedAt", "\"2026-01-01T00:00:00Z\"")]
    public async Task A_member_outside_the_contract_is_a_400_that_names_it(string member, string value)
    {
        var customer = With(Customer("Faulty"), (member, JsonNode.Parse(value)));

        foreach (var answer in new[] { await PostAsync(customer), await PutAsync("/api/customers/C-1001", customer) })
            answer.ShouldBeProblem(HttpStatusCode.BadRequest).Errors.ShouldAllBe(e =>
                e.Path == member || e.Path.StartsWith(member + "[") || e.Path.StartsWith(member + "."));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("status")]
    [InlineData("creditLimit")]
    [InlineData("phones")]
    [InlineData("addresses")]
    public async Task What_must_be_there_is_missed(string member)
    {
        var customer = JsonNode.Parse(Customer("Incomplete"))!.AsObject();
        customer.Remove(member);

        (await PostAsync(customer.ToJsonString())).ShouldBeProblem(HttpStatusCode.BadRequest, member);
    }

    [Theory]
    [InlineData("name", "\"\"")]
    [InlineData("name", "\" \\t\\n \"")]
    [InlineData("creditLimit", "-0.01")]
    [InlineData(
        "addresses",
        """
        [{"type":"billing","primary":true,"lines":["a"],"city":"b","country":"DE"},
         {"type":"delivery","primary":true,"lines":["a"],"city":"b","country":"DE"}]
        """)]
    public async Task What_the_rules_for_customers_refuse_is_a_422(string member, string value)
    {
        var path = (await CreateAsync(Customer("Ruled"))).Location!.OriginalString;
        var customer = With(Customer("Ruled out"), (member, JsonNode.Parse(value)));

        (await PostAsync(customer)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);
        (await PutAsync(path, customer)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);
        (await PutAsync(path, customer, ("If-Match", "\"other\""))).ShouldBeProblem(HttpStatusCode.PreconditionFailed);
        (await GetAsync(path)).Json.Text("name").ShouldBe("Ruled");
    }

    [Theory]
    [InlineData("creditLimit", "9999999999999.99")]
    [InlineData("creditLimit", "0.10")]
    [InlineData("creditLimit", "5e4")]
    [InlineData("creditLimit", "1.5000")]
    [InlineData("customerSince", "\"0001-01-01\"")]
    [InlineData("customerSince", "\"9999-12-31\"")]
    [InlineData("language", "\"x-abcdefgh\"")]
    [InlineData("contacts", "[]")]
    [InlineData("note", "\"\"")]
    [InlineData("note", "\"\\ufffd 😀\"")]
    public async Task What_the_contract_just_admits_is_kept(string member, string value)
    {
        var made = await CreateAsync(With(Customer("Edge"), (member, JsonNode.Parse(value))));

        ShouldSay((await GetAsync(made.Location!.OriginalString)).Json.GetProperty(member), value);
    }

    [Fact]
    public async Task The_longest_texts_are_kept()
    {
        var (name, note) = (new string('ä', 80), new string('ß', 400));
        var contacts = Enumerable.Range(1, 30).Select(_ =>
            new JsonObject { ["name"] = name, ["role"] = name, ["email"] = name, ["phones"] = new JsonArray() });
        var made = await CreateAsync(With(
            Customer(name), ("note", note), ("taxNumber", name), ("contacts", new JsonArray([.. contacts]))));

        var read = (await GetAsync(made.Location!.OriginalString)).Json;
        (read.Text("name"), read.Text("note"), read.GetProperty("contacts").GetArrayLength()).ShouldBe((name, note, 30));
        (await PostAsync(Customer(name + "x"))).ShouldBeProblem(HttpStatusCode.BadRequest, "name");
    }

    [Theory]
    [InlineData("""{"name": "x", "phones": [{"type": }]}""", "phones[0].type")]
    [InlineData("""{"name": "x", "addresses": [{"lines": ["a", b""", "addresses[0].lines[0]")]
    [InlineData("""{"name": "CUSTO""", "name")]
    [InlineData("", "")]
    [InlineData("<customer/>", "")]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("7", "")]
    [InlineData("{} {}", "")]
    [InlineData("{\"name\": \"\\ud800\"}", "name")]
    [InlineData("""{"name": "x", "name": "y"}""", "name")]
    public async Task What_is_no_JSON_object_is_a_400_that_names_the_place(string json, string path)
    {
        (await PostAsync(json)).ShouldBeProblem(HttpStatusCode.BadRequest, path);
        (await PutAsync("/api/customers/C-1001", json)).ShouldBeProblem(HttpStatusCode.BadRequest, path);
    }

    [Fact]
    public async Task A_body_nested_without_end_is_a_400() =>
        (await PostAsync(string.Concat(Enumerable.Repeat("{\"contacts\":[", 5000)))).ShouldBeProblem(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_body_of_more_than_a_megabyte_is_a_413()
    {
        var body = new string(' ', 1024 * 1024) + Customer("Large");

        (await PostAsync(body)).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge);
        (await PutAsync("/api/customers/C-1001", body)).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge);
    }
}
