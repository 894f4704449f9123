using System.Net;
using System.Text.Json;

namespace Hub.Contract.Tests;

/// <summary>What every implementation of the customers capability does, seen from outside: reading and finding.</summary>
public abstract partial class CustomersContract(ICustomersSide side)
{
    private static readonly string[] Nullable = ["creditLimit", "email"];

    [Fact]
    public async Task A_customer_is_answered_with_the_contracts_members_in_their_order()
    {
        var customer = await ReadAsync("C-1036");

        customer.Members().ShouldBe(
            [
                "id", "name", "status", "segment", "taxNumber", "creditLimit", "customerSince", "language",
                "phones", "addresses", "contacts",
            ]);
        customer.Text("id").ShouldBe("C-1036");
        customer.Text("status").ShouldBe("prospect");
        customer.Text("segment").ShouldBe("C");
        customer.Decimal("creditLimit").ShouldBe(50_000m);
        customer.Text("customerSince").ShouldBe("2012-12-08");
        customer.Text("language").ShouldBe("fr-CA");
        ShouldSay(customer.GetProperty("phones"), """[{"type": "mobile", "number": "+49 221 474779"}]""");
        ShouldSay(customer.GetProperty("addresses"), """
            [{"type": "billing", "primary": true, "lines": ["Am Markt 12a"],
              "postCode": "45000", "city": "Orléans", "country": "FR"},
             {"type": "delivery", "lines": ["Kossuth tér 2"], "postCode": "100-0001", "city": "東京", "country": "JP"},
             {"type": "delivery", "primary": false, "lines": ["Werkstr. 7 & 9"],
              "postCode": "50667", "city": "Köln", "country": "DE"}]
            """);
        customer.GetProperty("addresses")[0].Members().ShouldBe(["type", "primary", "lines", "postCode", "city", "country"]);
        ShouldSay(customer.GetProperty("contacts"), """
            [{"name": "Søren Åberg", "role": "Site manager", "email": null, "phones": []},
             {"name": "Renée François", "email": "kontakt35.1@kunde35.example", "phones": []}]
            """);
        customer.GetProperty("contacts")[0].Members().ShouldBe(["name", "role", "email", "phones"]);
    }

    [Fact]
    public async Task What_is_not_there_is_absent_but_for_what_says_so_by_null()
    {
        var customer = await ReadAsync("C-1037");

        customer.Members().ShouldBe(["id", "name", "status", "creditLimit", "phones", "addresses", "externalReference"]);
        customer.GetProperty("creditLimit").ValueKind.ShouldBe(JsonValueKind.Null);
        customer.GetProperty("addresses").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Cash_in_advance_is_not_no_limit_and_an_empty_list_of_contacts_not_none()
    {
        (await ReadAsync("C-1002")).GetProperty("creditLimit").ValueKind.ShouldBe(JsonValueKind.Null);
        (await ReadAsync("C-1003")).Decimal("creditLimit").ShouldBe(0);
        (await ReadAsync("C-1002")).TryGetProperty("contacts", out _).ShouldBeFalse();
        (await ReadAsync("C-1003")).GetProperty("contacts").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("C-1003", "note", "Zahlt bar. 2 % Skonto\nnur auf Anfrage")]
    [InlineData("C-1011", "note", "<b>kein</b> HTML & keine Entities: &amp;")]
    [InlineData("C-1011", "name", "Baumarkt Nord <Filiale 3>")]
    [InlineData("C-1014", "name", "İstanbul Yapı Market A.Ş.")]
    [InlineData("C-1016", "name", "株式会社髙﨑金物")]
    [InlineData("C-1050", "name", "  Leading and trailing blanks  ")]
    public async Task Text_is_answered_character_by_character(string id, string member, string text) =>
        (await ReadAsync(id)).Text(member).ShouldBe(text);

    [Fact]
    public async Task Who_has_a_customer_already_is_told_so_by_its_tag()
    {
        var first = await GetAsync("/api/customers/C-1004");
        first.ETag.ShouldNotBeNull().ShouldStartWith("\"");

        foreach (var header in new[] { first.ETag, $"\"other\", W/{first.ETag}", "*" })
        {
            var again = await Answer.GetAsync(side.Client, "/api/customers/C-1004", header);
            (again.Status, again.Text, again.ETag).ShouldBe((HttpStatusCode.NotModified, "", first.ETag));
        }

        (await Answer.GetAsync(side.Client, "/api/customers/C-1004", "\"other\"")).Text.ShouldBe(first.Text);
    }

    [Theory]
    [InlineData("C-9999")]
    [InlineData("C-9999-and-much-too-long")]
    [InlineData("c-1001")]
    [InlineData("%20")]
    public async Task A_customer_that_is_not_there_is_a_404(string id) =>
        (await GetAsync($"/api/customers/{id}")).ShouldBeProblem(HttpStatusCode.NotFound);

    [Theory]
    [InlineData("", 1001, 50)]
    [InlineData("?limit=3", 1001, 3)]
    [InlineData("?name=", 1001, 50)]
    public async Task Without_a_search_all_are_found_in_the_order_of_their_ids(string query, int first, int count) =>
        (await FindAsync(query)).ShouldBe(Enumerable.Range(first, count).Select(n => $"C-{n}"));

    [Theory]
    [InlineData("Müller", "C-1001")]
    [InlineData("mÜLLER", "")]
    [InlineData("MüLLER gMBH", "C-1001")]
    [InlineData("łódz", "")]
    [InlineData("Łódz", "C-1004")]
    [InlineData("工務店", "C-1015")]
    [InlineData("İSTANBUL", "C-1014")]
    [InlineData("istanbul", "")]
    [InlineData("<filiale", "C-1011")]
    [InlineData("  leading", "C-1050")]
    [InlineData("L'É", "C-1007")]
    [InlineData("%", "")]
    [InlineData("_", "")]
    [InlineData("\\", "")]
    [InlineData("[a-z]", "")]
    [InlineData("*", "")]
    public async Task A_name_is_found_by_any_part_of_it_and_A_to_Z_in_either_case(string name, string id) =>
        (await FindSeededAsync($"?name={Uri.EscapeDataString(name)}")).ShouldBe(id.Length == 0 ? [] : [id]);

    [Fact]
    public async Task Signs_that_mean_something_to_a_database_are_found_as_they_are()
    {
        var made = (await CreateAsync(Customer("""100% Sichere_Sache \"Ä\\B\" $1 ?""", ""))).Json.Text("id");

        foreach (var part in new[] { "100%", "e_s", "\\", "Ä\\b", "$1", "?" })
            (await FindAsync($"?name={Uri.EscapeDataString(part)}")).ShouldContain(made, part);
        (await FindAsync("?name=100_")).ShouldBeEmpty();
        (await FindAsync("?name=0%25Sache")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Köln")]
    [InlineData("köLN")]
    [InlineData("東京")]
    [InlineData("İstanbul")]
    [InlineData("İSTANBUL")]
    public async Task A_city_is_found_by_all_of_its_name_in_any_address(string city)
    {
        var all = (await GetAsync("/api/customers?limit=50")).ShouldBeJson(HttpStatusCode.OK, Nullable).Json.Items();
        var expected = all.Where(c => c.GetProperty("addresses").EnumerateArray().Any(a => a.Text("city") is var there
            && string.Equals(Lower(there), Lower(city), StringComparison.Ordinal))).Select(c => c.Text("id")).ToList();

        expected.Count.ShouldBeGreaterThan(0);
        (await FindSeededAsync($"?limit=200&city={Uri.EscapeDataString(city)}")).ShouldBe(expected);

        static string Lower(string text) =>
            string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c));
    }

    [Theory]
    [InlineData("KÖLN")]
    [InlineData("Köl")]
    [InlineData("K%ln")]
    [InlineData("istanbul")]
    public async Task A_part_of_a_city_or_another_letter_finds_nobody(string city) =>
        (await FindAsync($"?city={Uri.EscapeDataString(city)}")).ShouldBeEmpty();

    [Fact]
    public async Task Name_and_city_must_both_fit()
    {
        (await FindAsync("?name=baumarkt%20nord&city=k%C3%B6ln")).ShouldBe(["C-1011"]);
        (await FindAsync("?name=baumarkt%20nord&city=torino")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("201")]
    [InlineData("many")]
    [InlineData("1.5")]
    public async Task A_limit_outside_1_to_200_is_a_400(string limit) =>
        (await GetAsync($"/api/customers?limit={limit}")).ShouldBeProblem(HttpStatusCode.BadRequest, "query.limit");

    [Theory]
    [InlineData("name", 81)]
    [InlineData("city", 81)]
    [InlineData("externalReference", 65)]
    public async Task What_is_searched_for_has_the_length_of_what_is_kept(string parameter, int tooLong)
    {
        (await GetAsync($"/api/customers?{parameter}={new string('x', tooLong)}"))
            .ShouldBeProblem(HttpStatusCode.BadRequest, $"query.{parameter}");
        (await FindAsync($"?{parameter}={new string('x', tooLong - 1)}")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("name")]
    [InlineData("city")]
    [InlineData("externalReference")]
    public async Task What_no_text_can_hold_cannot_be_searched_for(string parameter) =>
        (await GetAsync($"/api/customers?{parameter}=a%00b")).ShouldBeProblem(HttpStatusCode.BadRequest, $"query.{parameter}");

    [Theory]
    [InlineData("?nmae=nord", "nmae")]
    [InlineData("?name=a&name=b", "name")]
    [InlineData("?name=a&_=1", "_")]
    [InlineData("?limit=", "limit")]
    [InlineData("?externalReference=WEB-706&name=a", "name")]
    [InlineData("/C-1007?fields=id", "fields")]
    public async Task A_parameter_that_is_not_understood_is_a_400(string query, string parameter) =>
        (await GetAsync($"/api/customers{query}")).ShouldBeProblem(HttpStatusCode.BadRequest, $"query.{parameter}");

    [Fact]
    public async Task An_empty_city_is_nobodys_and_an_empty_part_is_in_every_name()
    {
        (await FindSeededAsync("?city=")).ShouldBeEmpty();
        (await FindAsync("?name=&limit=3")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_customer_that_was_found_is_the_same_as_by_itself()
    {
        foreach (var found in (await GetAsync("/api/customers?limit=50")).ShouldBeJson(HttpStatusCode.OK, Nullable).Json.Items())
            JsonElement.DeepEquals(found, await ReadAsync(found.Text("id"))).ShouldBeTrue(found.Text("id"));
    }

    [Fact]
    public async Task A_customer_is_looked_up_by_its_external_reference()
    {
        (await FindAsync("?externalReference=WEB-706")).ShouldBe(["C-1007"]);
        (await FindAsync("?externalReference=nobody-has-this")).ShouldBeEmpty();
        (await FindAsync("?externalReference=web-706")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_look_up_of_no_reference_is_a_400() =>
        (await GetAsync("/api/customers?externalReference="))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "query.externalReference");

    private Task<Answer> GetAsync(string path) => Answer.GetAsync(side.Client, path);

    private async Task<JsonElement> ReadAsync(string id) =>
        (await GetAsync($"/api/customers/{id}")).ShouldBeJson(HttpStatusCode.OK, Nullable).Json;

    private async Task<IReadOnlyList<string>> FindAsync(string query) =>
        [
            .. (await GetAsync($"/api/customers{query}"))
                .ShouldBeJson(HttpStatusCode.OK, Nullable).Json.Items().Select(c => c.Text("id")),
        ];

    /// <summary>Without those that other tests have made; their ids come later.</summary>
    private async Task<IEnumerable<string>> FindSeededAsync(string query) =>
        (await FindAsync(query)).Where(id => string.CompareOrdinal(id, "C-1050") <= 0);

    private static void ShouldSay(JsonElement element, string json) =>
        JsonElement.DeepEquals(element, JsonElement.Parse(json)).ShouldBeTrue(element.GetRawText());
}
