using System.Net;
using System.Xml.Linq;
using LegacyLandscape.Tests.Harness;
using static LegacyLandscape.Tests.Harness.CrmXml;

namespace LegacyLandscape.Tests.Crm;

public sealed class CustomerTests
{
    [Fact]
    public async Task The_first_data_has_all_that_makes_customers_hard_to_carry()
    {
        await using var crm = await RunningCrm.StartAsync();

        var all = (await crm.Client.CallAsync("FindCustomers", ("MaxCount", 500))).Customers;

        all.Select(customer => customer.Field("CustomerNo")).ShouldBe(Enumerable.Range(1001, 50).Select(no => $"C-{no}"));
        all.Any(customer => (bool?)customer.Element(T + "CreditLimit")!.Attribute(Nil) == true).ShouldBeTrue();
        all.Any(customer => customer.Field("CreditLimit") == "0.00").ShouldBeTrue();
        all.Any(customer => customer.Element(T + "Contacts") is null).ShouldBeTrue();
        all.Any(customer => customer.Element(T + "Contacts") is { HasElements: false }).ShouldBeTrue();
        all.Any(customer => customer.Descendants(T + "Contact").Count() > 2).ShouldBeTrue();
        all.Any(customer => !customer.Element(T + "Addresses")!.HasElements).ShouldBeTrue();
        all.Any(customer => customer.Descendants(T + "Line").Count() > 2).ShouldBeTrue();
        var names = all.Select(customer => customer.Field("Name")).ToList();
        names.ShouldContain("\U00020BB7野家具店");
        names.ShouldContain("Cafe\u0301 Bauhaus (decomposed)");
        names.ShouldContain("  Leading and trailing blanks  ");
    }

    [Fact]
    public async Task A_new_customer_gets_the_CRMs_number_and_is_found_by_its_reference()
    {
        await using var crm = await RunningCrm.StartAsync(new HeldClock(new(2026, 11, 20, 8, 30, 15, 678, TimeSpan.Zero)));

        var created = await crm.Client.CreateAsync(NewCustomer("Neu & Söhne"), "web-1");
        await crm.Client.CreateAsync(NewCustomer("Neu & Söhne"), "web-1");

        created.Field("CustomerNo").ShouldBe("C-2001");
        created.Field("ExternalRef").ShouldBe("web-1");
        created.Field("Version").ShouldBe("1");
        created.Field("ModifiedAt").ShouldBe("2026-11-20T08:30:15Z");
        (await crm.Client.GetAsync("C-2001")).ToString().ShouldBe(created.ToString());
        (await crm.Client.CallAsync("FindCustomersByExternalRef", ("ExternalRef", "web-1"))).Customers
            .Select(customer => customer.Field("CustomerNo")).ShouldBe(["C-2001", "C-2002"]);
        (await crm.Client.CallAsync("FindCustomersByExternalRef", ("ExternalRef", "web-2"))).Customers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_customer_can_be_sent_back_as_it_was_read_and_stays_the_same()
    {
        await using var crm = await RunningCrm.StartAsync();

        foreach (var before in (await crm.Client.CallAsync("FindCustomers", ("MaxCount", 500))).Customers)
        {
            var after = (await crm.Client.CallAsync(Update(before))).Answer.Element(M + "Customer")!;

            after.Field("Version").ShouldBe($"{(int)before.Element(T + "Version")! + 1}");
            Content(after).ShouldBe(Content(before));
        }
    }

    [Fact]
    public async Task Customers_are_found_by_part_of_their_name_and_by_city()
    {
        await using var crm = await RunningCrm.StartAsync();
        await crm.Client.CreateAsync(NewCustomer("100 % Werkzeug"));

        (await NumbersAsync(("Name", "CAFE"), ("MaxCount", 10))).ShouldBe(["C-1027"]);
        (await NumbersAsync(("Name", "%"), ("MaxCount", 10))).ShouldBe(["C-2001"]);
        (await NumbersAsync(("City", "東京"), ("MaxCount", 500))).ShouldNotBeEmpty();
        (await NumbersAsync(("City", "Atlantis"), ("MaxCount", 10))).ShouldBeEmpty();
        (await NumbersAsync(("MaxCount", 2))).ShouldBe(["C-1001", "C-1002"]);

        async Task<IEnumerable<string>> NumbersAsync(params (string, object?)[] fields) =>
            (await crm.Client.CallAsync("FindCustomers", fields)).Customers.Select(customer => customer.Field("CustomerNo"));
    }

    [Fact]
    public async Task Of_two_updates_of_the_same_version_the_second_is_a_conflict()
    {
        await using var crm = await RunningCrm.StartAsync();
        var read = await crm.Client.GetAsync("C-1001");
        await crm.Client.CallAsync(Update(read));

        var reply = await crm.Client.CallAsync(Update(read));

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Subcode.ShouldBe(M + "VersionConflict");
        reply.Detail!.Name.ShouldBe(M + "VersionConflict");
        reply.Detail.Element(M + "CurrentVersion")!.Value.ShouldBe($"{(int)read.Element(T + "Version")! + 1}");
        (await Contract.OfAsync(crm)).Validate(reply.Detail);
    }

    [Fact]
    public async Task A_deleted_customer_is_found_no_more_and_is_told_of_as_modified_and_deleted()
    {
        await using var crm = await RunningCrm.StartAsync();
        var read = await crm.Client.GetAsync("C-1001");
        var stale = await crm.Client.CallAsync("DeleteCustomer", ("CustomerNo", "C-1001"), ("Version", 99));
        stale.Subcode.ShouldBe(M + "VersionConflict");

        (await crm.Client.CallAsync("DeleteCustomer", ("CustomerNo", "C-1001"), ("Version", read.Field("Version"))))
            .Answer.HasElements.ShouldBeFalse();

        foreach (var operation in new[] { "GetCustomer", "DeleteCustomer" })
            (await crm.Client.CallAsync(operation, ("CustomerNo", "C-1001"))).Subcode.ShouldBe(M + "CustomerNotFound");
        (await crm.Client.CallAsync("FindCustomers", ("MaxCount", 500))).Customers
            .ShouldNotContain(c => c.Field("CustomerNo") == "C-1001");
        var told = (await crm.Client.CallAsync(ModifiedSince("2000-01-01T00:00:00Z"))).Customers;
        told.Where(c => (bool?)c.Attribute("Deleted") == true)
            .Select(c => (c.Field("CustomerNo"), (int)c.Element(T + "Version")!))
            .ShouldBe([("C-1001", (int)read.Element(T + "Version")! + 1)]);
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "GetCustomer of an unknown one", "CustomerNotFound" },
        { "UpdateCustomer of an unknown one", "CustomerNotFound" },
        { "UpdateCustomer without a number", "InvalidCustomer" },
        { "UpdateCustomer without a version", "InvalidCustomer" },
        { "CreateCustomer with a number", "InvalidCustomer" },
        { "CreateCustomer without a name", "InvalidCustomer" },
        { "CreateCustomer with a negative limit", "InvalidCustomer" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Every_refusal_is_a_fault_with_subcode_and_detail_and_changes_nothing(string request, string fault)
    {
        await using var crm = await RunningCrm.StartAsync();

        var reply = await crm.Client.CallAsync(Build(request));

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.FaultCode.ShouldBe(Soap12Reply.Soap + "Sender");
        reply.Subcode.ShouldBe(M + fault);
        reply.Detail!.Name.ShouldBe(M + fault);
        reply.Detail.Element(M + "Message")!.Value.ShouldBe(reply.Reason);
        (await Contract.OfAsync(crm)).Validate(reply.Detail);
        (await crm.Client.CustomersAsync()).Count.ShouldBe(50);
        (await crm.Client.CreateAsync(NewCustomer("Next"))).Field("CustomerNo").ShouldBe("C-2001");
    }

    private static XElement Build(string request)
    {
        var customer = NewCustomer(request == "CreateCustomer without a name" ? " " : "Neu");
        var number = new XElement(T + "CustomerNo", "C-9999");
        switch (request)
        {
            case "GetCustomer of an unknown one":
                return Request("GetCustomer", ("CustomerNo", "C-9999"));
            case "UpdateCustomer of an unknown one":
                customer.AddFirst(number);
                customer.Add(new XElement(T + "Version", 1));
                return Update(customer);
            case "UpdateCustomer without a number":
                customer.Add(new XElement(T + "Version", 1));
                return Update(customer);
            case "UpdateCustomer without a version":
                customer.AddFirst(number);
                return Update(customer);
            case "CreateCustomer with a number":
                customer.AddFirst(number);
                break;
            case "CreateCustomer with a negative limit":
                customer.Element(T + "CreditLimit")!.ReplaceWith(new XElement(T + "CreditLimit", "-0.01"));
                break;
        }

        return Create(customer);
    }

    private static string Content(XElement customer)
    {
        // Under one name: it is t:Customer in a list and m:Customer alone.
        var copy = new XElement("Customer", customer.Attributes(), customer.Elements());
        copy.Element(T + "Version")!.Remove();
        copy.Element(T + "ModifiedAt")!.Remove();
        return copy.ToString(SaveOptions.DisableFormatting);
    }
}
