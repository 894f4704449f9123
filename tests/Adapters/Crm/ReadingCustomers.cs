using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Tests.Crm;

public sealed class ReadingCustomers(CrmSide side) : IClassFixture<CrmSide>
{
    [Fact]
    public async Task A_customer_is_read_as_the_contract_has_it() =>
        (await side.Client.GetStringAsync("/api/customers/C-1002")).ShouldBe(
            """{"id":"C-1002","name":"Holz & Bau Süd KG","status":"active","segment":"A","taxNumber":"DE"""
            + """565623510","creditLimit":null,"customerSince":"2002-02-02","language":"de","phones":[],"addresses":"""
            + """[{"type":"billing","primary":true,"lines":["Werkstr. 7 & 9"]"""
            + ""","postCode":"10121","city":"Torino","country":"IT"},"""
            + """{"type":"delivery","lines":["Am Markt 12a"]"""
            + ""","postCode":"50667","city":"Köln","country":"DE"}]}""");

    [Fact]
    public async Task A_read_whose_pooled_connection_breaks_is_sent_once_more_with_a_nonce_of_its_own()
    {
        (await GetAsync("C-1002")).ShouldNotBeNull();
        await side.BehaveAsync("down", times: 1, "GetCustomer");
        (await GetAsync("C-1002")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Every_seeded_customer_reads_as_the_CRM_has_it()
    {
        var records = await side.CustomersAsync();
        records.Count.ShouldBeGreaterThanOrEqualTo(50);
        foreach (var (number, record) in records)
            (await GetAsync(number)).ToJsonString().ShouldBe(AsContract.Of(record).ToJsonString());
    }

    [Fact]
    public async Task No_credit_limit_is_null_and_none_allowed_is_zero()
    {
        (await side.Client.GetStringAsync("/api/customers/C-1002")).ShouldContain("\"creditLimit\":null");
        (await side.Client.GetStringAsync("/api/customers/C-1010")).ShouldContain("\"creditLimit\":0.00");
    }

    [Fact]
    public async Task A_list_of_contacts_nobody_kept_is_absent_and_an_empty_one_is_empty()
    {
        (await GetAsync("C-1002")).ContainsKey("contacts").ShouldBeFalse();
        (await GetAsync("C-1013"))["contacts"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("name=bau&limit=200", new[] { "C-1002", "C-1011", "C-1027", "C-1028", "C-1037" })]
    [InlineData("city=TORINO&name=holz", new[] { "C-1002" })]
    [InlineData("name=nobody+at+all", new string[0])]
    [InlineData("limit=2", new[] { "C-1001", "C-1002" })]
    public async Task Customers_are_found_by_name_and_city_in_order(string query, string[] expected)
    {
        var found = (await side.Client.GetFromJsonAsync<JsonObject>($"/api/customers?{query}"))!["items"]!
            .AsArray()
            .Select(c => c!["id"]!.ToString());
        found.ShouldBe(expected);
    }

    private async Task<JsonObject> GetAsync(string number) =>
        (await side.Client.GetFromJsonAsync<JsonObject>($"/api/customers/{number}"))!;
}
