using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Requests;
using Hub.Tests;

namespace Hub.Adapters.Tests.Crm;

public sealed class WritingCustomers(CrmSide side) : IClassFixture<CrmSide>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await side.BehaveAsync("normal");

    public async ValueTask DisposeAsync() => await side.BehaveAsync("normal");

    [Fact]
    public async Task Every_customer_written_back_as_it_was_read_is_as_it_was()
    {
        var before = await side.CustomersAsync();
        foreach (var number in before.Keys)
        {
            var read = await GetAsync(number);
            using var answer = await side.Client.PutAsync(
                $"/api/customers/{number}", Content(await read.Content.ReadAsStringAsync()));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
            answer.Headers.ETag.ShouldBe(read.Headers.ETag);
            (await answer.Content.ReadAsStringAsync()).ShouldBe(await read.Content.ReadAsStringAsync());
        }

        var after = await side.CustomersAsync();
        foreach (var (number, record) in before)
        {
            after[number]["version"]!.GetValue<int>().ShouldBe(record["version"]!.GetValue<int>() + 1);
            Said(after[number]).ShouldBe(Said(record));
        }
    }

    [Fact]
    public async Task A_change_replaces_all_of_a_customer()
    {
        var customer = await ReadAsync("C-1003");
        customer["status"] = "blocked";
        customer["creditLimit"] = null;
        customer["contacts"] = new JsonArray();
        customer["note"] = "Zahlt nicht.\r\n\tSiehe Akte <7> & \"8\"";
        customer.Remove("taxNumber");

        var answer = await PutAsync("C-1003", customer);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonNode.DeepEquals(await JsonAsync(answer), customer).ShouldBeTrue();
        JsonNode.DeepEquals(AsContract.Of((await side.CustomersAsync())["C-1003"]), customer).ShouldBeTrue();
    }

    [Fact]
    public async Task A_tag_is_of_the_contract_alone_and_spares_a_second_reading()
    {
        var answer = await GetAsync("C-1004");
        answer.Headers.ETag!.Tag.ShouldBe(EntityTag.Of(await JsonAsync(answer)));

        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/customers/C-1004")
        {
            Headers = { IfNoneMatch = { answer.Headers.ETag } },
        };
        var unchanged = await side.Client.SendAsync(again);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        unchanged.Headers.ETag.ShouldBe(answer.Headers.ETag);
        (await unchanged.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_changed_since_it_was_read_is_not_overwritten()
    {
        var read = await GetAsync("C-1005");
        var customer = await JsonAsync(read);
        await side.EditAsync("C-1005", new { note = "Changed at the desk" });
        customer["note"] = "Changed on the web";

        var refused = await PutAsync("C-1005", customer, read.Headers.ETag);
        refused.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await ReadAsync("C-1005"))["note"]!.ToString().ShouldBe("Changed at the desk");
        (await PutAsync("C-1005", customer, (await GetAsync("C-1005")).Headers.ETag)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("*", HttpStatusCode.OK)]
    [InlineData("\"other\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("no tag at all", HttpStatusCode.PreconditionFailed)]
    public async Task A_condition_holds_or_it_does_not(string ifMatch, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/customers/C-1006")
        {
            Content = JsonContent.Create(await ReadAsync("C-1006")),
        };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);

        (await side.Client.SendAsync(request)).StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task A_change_between_the_reading_and_the_writing_is_a_409()
    {
        await side.SlowAsync(1500, times: 1, "UpdateCustomer");
        var calls = await side.CallsAsync("UpdateCustomer");
        var writing = PutAsync("C-1007", await ReadAsync("C-1007"));
        await Eventually.HoldsAsync("the update to be under way", async () => await side.CallsAsync("UpdateCustomer") > calls);
        await side.EditAsync("C-1007", new { note = "In between" });

        var answer = await writing;
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await ReadAsync("C-1007"))["note"]!.ToString().ShouldBe("In between");
    }

    [Fact]
    public async Task Who_is_not_there_cannot_be_changed()
    {
        var customer = Customer("Nobody");
        (await PutAsync("C-9999", customer)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PutAsync("C-9999-and-much-too-long", customer)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await side.Client.GetAsync("/api/customers/C-9999")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("id", "\"C-1001\"")]
    [InlineData("externalReference", "\"mine\"")]
    public async Task Number_and_reference_stay_as_they_are(string field, string value)
    {
        var customer = await ReadAsync("C-1009");
        customer[field] = JsonNode.Parse(value);

        (await ErrorsAsync(await PutAsync("C-1009", customer))).ShouldBe([$"{field}: cannot be changed"]);
    }

    [Fact]
    public async Task Every_fault_of_a_customer_is_told_with_its_place_and_the_CRM_is_not_asked()
    {
        var calls = await side.CallsAsync("GetCustomer");
        var customer = Customer("Faulty");
        customer["creditLimit"] = JsonNode.Parse("1.005");
        customer["status"] = "gone";
        customer["language"] = "no language";
        customer["adresses"] = new JsonArray();
        customer["addresses"]!.AsArray().Add(JsonNode.Parse("""{"type":"billing","lines":[],"city":"X","country":"Germany"}"""));
        customer["contacts"] = JsonNode.Parse(
            """[{"name":"Ann","email":null,"phones":[]},{"name":"Bob","phones":[{"type":"telex","number":"1"}]}]""");
        customer.Remove("phones");

        var problem = await ErrorsAsync(await PutAsync("C-1010", customer));
        problem.Select(p => p.Split(':')[0]).ShouldBe(
            [
                "adresses", "status", "phones", "contacts[1].phones[0].type", "creditLimit", "language",
                "addresses[1].lines", "addresses[1].country", "contacts[1].email",
            ],
            ignoreOrder: true);
        (await side.CallsAsync("GetCustomer")).ShouldBe(calls);
    }

    [Theory]
    [InlineData("9999999999999.99", HttpStatusCode.OK)]
    [InlineData("0.5e1", HttpStatusCode.OK)]
    [InlineData("1.000", HttpStatusCode.OK)]
    [InlineData("10000000000000.01", HttpStatusCode.BadRequest)]
    [InlineData("0.001", HttpStatusCode.BadRequest)]
    [InlineData("1e30", HttpStatusCode.BadRequest)]
    [InlineData("12345678901234567890123456789012345678901234567890.12", HttpStatusCode.BadRequest)]
    [InlineData("\"much\"", HttpStatusCode.BadRequest)]
    public async Task A_limit_has_fifteen_digits_and_two_decimals(string limit, HttpStatusCode status)
    {
        var customer = Customer("Limited");
        customer["creditLimit"] = JsonNode.Parse(limit);

        (await PutAsync("C-1014", customer)).StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData("name", "\"  \"")]
    [InlineData("creditLimit", "-1")]
    [InlineData(
        "addresses",
        """[{"type":"billing","primary":true,"lines":["a"],"city":"b","country":"DE"},"""
        + """{"type":"delivery","primary":true,"lines":["a"],"city":"b","country":"DE"}]""")]
    public async Task What_the_CRMs_rules_refuse_is_a_422(string field, string value)
    {
        var customer = Customer("Ruled out");
        customer[field] = JsonNode.Parse(value);

        (await side.Client.PostAsJsonAsync("/api/customers", customer)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await PutAsync("C-1011", customer)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_customer_is_made_and_found_by_its_reference()
    {
        var customer = Customer("Neue Kundschaft GmbH");
        customer["creditLimit"] = JsonNode.Parse("0.00");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/customers")
        {
            Content = JsonContent.Create(customer),
            Headers = { { "X-Hub-Request-Id", "request-17" } },
        };

        var answer = await side.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var made = await JsonAsync(answer);
        answer.Headers.Location!.ToString().ShouldBe($"/api/customers/{made["id"]}");
        answer.Headers.ETag!.Tag.ShouldBe(EntityTag.Of(made));
        made["externalReference"]!.ToString().ShouldBe("request-17");
        var page = await side.Client.GetFromJsonAsync<JsonObject>("/api/customers?externalReference=request-17");
        var found = page!["items"]!.AsArray();
        JsonNode.DeepEquals(found.ShouldHaveSingleItem(), made).ShouldBeTrue();
    }

    [Theory]
    [InlineData("id", "\"C-7\"")]
    [InlineData("externalReference", "\"mine\"")]
    public async Task A_new_customer_cannot_choose_number_or_reference(string field, string value)
    {
        var customer = Customer("Choosy");
        customer[field] = JsonNode.Parse(value);

        (await ErrorsAsync(await side.Client.PostAsJsonAsync("/api/customers", customer))).ShouldBe([$"{field}: cannot be set"]);
    }

    [Fact]
    public async Task A_making_in_doubt_says_where_to_look_and_is_found_there()
    {
        await side.BehaveAsync("commitThenFail", times: 1, "CreateCustomer");
        var answer = await side.Client.PostAsJsonAsync("/api/customers", Customer("Zweifel KG"));

        answer.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        var lookup = (await JsonAsync(answer))["lookup"]!.ToString();
        var found = (await side.Client.GetFromJsonAsync<JsonObject>(lookup))!["items"]!.AsArray();
        found.ShouldHaveSingleItem()!["name"]!.ToString().ShouldBe("Zweifel KG");
    }

    [Fact]
    public async Task A_reading_that_fails_before_the_writing_leaves_nothing_in_doubt()
    {
        // A read is sent once more where its connection broke; this one breaks as well.
        await side.BehaveAsync("down", times: null, "GetCustomer");
        var answer = await PutAsync("C-1012", Customer("Whoever"));
        await side.BehaveAsync("normal");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await JsonAsync(answer)).ContainsKey("externalReference").ShouldBeFalse();
    }

    [Fact]
    public async Task A_customer_first_made_on_the_new_side_has_its_public_key_everywhere()
    {
        await side.Adapters.Identities.MapAsync("customers", "C-1013", "C-500013");
        var read = await GetAsync("C-500013");
        var customer = await JsonAsync(read);
        customer["id"]!.ToString().ShouldBe("C-500013");
        read.Headers.ETag!.Tag.ShouldBe(EntityTag.Of(customer));
        customer["note"] = "By its public key";

        var answer = await PutAsync("C-500013", customer, read.Headers.ETag);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await JsonAsync(answer))["id"]!.ToString().ShouldBe("C-500013");
        (await side.CustomersAsync())["C-1013"]["note"]!.ToString().ShouldBe("By its public key");
        await PutAsync("C-500013", customer.DeepClone().AsObject());
    }

    private async Task<HttpResponseMessage> GetAsync(string number)
    {
        var answer = await side.Client.GetAsync($"/api/customers/{number}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return answer;
    }

    private async Task<JsonObject> ReadAsync(string number) => await JsonAsync(await GetAsync(number));

    private async Task<HttpResponseMessage> PutAsync(string number, JsonObject customer, EntityTagHeaderValue? ifMatch = null)
    {
        using var content = JsonContent.Create(customer);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/customers/{number}") { Content = content };
        if (ifMatch is not null)
            request.Headers.IfMatch.Add(ifMatch);
        return await side.Client.SendAsync(request);
    }

    private static async Task<List<string>> ErrorsAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        return [.. (await JsonAsync(answer))["errors"]!.AsArray().Select(e => $"{e!["path"]}: {e["detail"]}")];
    }

    private static async Task<JsonObject> JsonAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();

    private static StringContent Content(string json) => new(json, MediaTypeHeaderValue.Parse("application/json"));

    // All of it but what the CRM counts and stamps itself.
    private static string Said(JsonObject record)
    {
        var said = record.DeepClone().AsObject();
        said.Remove("version");
        said.Remove("modifiedAt");
        return said.ToJsonString();
    }

    private static JsonObject Customer(string name) => JsonNode.Parse($$"""
        {"name": "{{name}}", "status": "prospect", "creditLimit": null, "phones": [],
         "addresses": [{"type": "billing", "lines": ["Am Markt 1"], "city": "Köln", "country": "DE"}]}
        """)!.AsObject();
}
