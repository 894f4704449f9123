using System.Xml;
using System.Xml.Linq;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Erp;

public sealed class OrderTests
{
    [Fact]
    public async Task An_order_gets_the_next_number_and_its_total_from_the_item_prices()
    {
        await using var erp = await RunningErp.StartAsync(clock: new HeldClock(new(2026, 11, 20, 8, 30, 15, 678, TimeSpan.Zero)));

        var reply = await erp.Client.CallAsync(Xml.PlaceOrder("C-1007", "web-1", ("P-2001", 3), ("P-2024      ", 2)));

        var order = reply.Answer.Element(Xml.M + "Order")!;
        order.Text("OrderNo").ShouldBe("3031");
        order.Text("CustomerNo").ShouldBe("C-1007");
        order.Text("ExternalRef").ShouldBe("web-1");
        order.Text("OrderDate").ShouldBe("2026-11-20T08:30:15Z");
        order.Text("Status").ShouldBe("N");
        order.Text("TotalAmount").ShouldBe("4.43");
        order.Elements(Xml.T + "CustomerRef").ShouldBeEmpty();
        var lines = order.Descendants(Xml.T + "Line").ToList();
        lines.Select(line => (string)line.Attribute("No")!).ShouldBe(["1", "2"]);
        lines.Select(line => line.Text("ItemNo")).ShouldBe(["P-2001      ", "P-2024      "]);
        lines.Select(line => line.Text("UnitPrice")).ShouldBe(["0.045", "2.1475"]);
        lines.Select(line => line.Text("LineAmount")).ShouldBe(["0.135", "4.295"]);
        (await erp.Client.PlaceOrderAsync()).ShouldBe(3032);
    }

    [Fact]
    public async Task An_order_can_be_read_as_it_was_placed()
    {
        await using var erp = await RunningErp.StartAsync();
        var placed = await erp.Client.CallAsync(Xml.PlaceOrder("C-1007", "web-1", ("P-2003", 12)));

        var read = await erp.Client.CallAsync("GetOrder", ("OrderNo", 3031));

        read.Answer.Element(Xml.M + "Order")!.ToString().ShouldBe(placed.Answer.Element(Xml.M + "Order")!.ToString());
    }

    [Fact]
    public async Task Text_of_the_customer_arrives_as_it_was_sent()
    {
        const string Text = "Büro \"Süd\" & <Nord>\r\n ]]> \u2713 ";
        await using var erp = await RunningErp.StartAsync();
        var request = Xml.PlaceOrder("C-1007", null, ("P-2003", 1));
        request.Element(Xml.M + "CustomerNo")!.AddAfterSelf(new XElement(Xml.M + "CustomerRef", Text));

        var reply = await erp.Client.CallAsync(request);

        reply.Answer.Text("CustomerRef").ShouldBe(Text);
    }

    [Fact]
    public async Task Placing_takes_from_stock_and_may_take_more_than_there_is()
    {
        await using var erp = await RunningErp.StartAsync();
        var before = await OnHandAsync(erp);

        await erp.Client.CallAsync(Xml.PlaceOrder("C-1001", null, ("P-2010", 9000)));

        (await OnHandAsync(erp)).ShouldBe(before - 9000);
        (before - 9000).ShouldBeLessThan(0);

        static async Task<decimal> OnHandAsync(RunningErp erp) =>
            XmlConvert.ToDecimal((await erp.Client.CallAsync("GetStock", ("ItemNo", "P-2010"))).Answer.Text("OnHand"));
    }

    [Fact]
    public async Task Placing_takes_nothing_from_stock_where_a_reservation_holds_it()
    {
        await using var erp = await RunningErp.StartAsync();
        var before = (await erp.Client.CallAsync("GetStock", ("ItemNo", "P-2010"))).Answer.Text("OnHand");
        var request = Xml.PlaceOrder("C-1001", null, ("P-2010", 1));
        request.Add(new XElement(Xml.M + "BookStock", "N"));
        await erp.Client.CallAsync(request);
        (await erp.Client.CallAsync("GetStock", ("ItemNo", "P-2010"))).Answer.Text("OnHand").ShouldBe(before);
    }

    [Theory]
    [InlineData("N", "R X")]
    [InlineData("R", "S X")]
    [InlineData("S", "")]
    [InlineData("X", "")]
    public async Task Where_it_is_checked_a_status_comes_only_after_the_one_before(string from, string possible)
    {
        await using var erp = await RunningErp.StartAsync();
        foreach (var to in "NRSX".Select(c => $"{c}"))
        {
            await erp.Client.CallAsync("SetOrderStatus", ("OrderNo", 3030), ("Status", from));
            var reply = await erp.Client.CallAsync("SetOrderStatus", ("OrderNo", 3030), ("Status", to), ("Checked", "Y"));
            reply.IsFault.ShouldBe(to != from && !possible.Contains(to, StringComparison.Ordinal), $"{from} to {to}");
        }
    }

    [Fact]
    public async Task The_same_order_sent_twice_is_entered_twice_and_both_are_found_by_their_reference()
    {
        await using var erp = await RunningErp.StartAsync();
        await erp.Client.PlaceOrderAsync("web-7");
        await erp.Client.PlaceOrderAsync("web-7");

        var found = await erp.Client.CallAsync("FindOrdersByExternalRef", ("ExternalRef", "web-7"));
        var none = await erp.Client.CallAsync("FindOrdersByExternalRef", ("ExternalRef", "web-8"));

        found.Answer.Descendants(Xml.T + "OrderNo").Select(no => no.Value).ShouldBe(["3031", "3032"]);
        none.Answer.Element(Xml.M + "Orders")!.Elements().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_order_leaves_nothing_behind_and_uses_up_no_number()
    {
        await using var erp = await RunningErp.StartAsync();

        (await erp.Client.CallAsync(Xml.PlaceOrder("C-1001", "web-1", ("P-2001", 1), ("P-9999", 1)))).IsFault.ShouldBeTrue();

        (await erp.Client.OrdersByExternalRefAsync("web-1")).ShouldBeEmpty();
        (await erp.Client.PlaceOrderAsync()).ShouldBe(3031);
    }

    [Fact]
    public async Task A_customers_orders_are_listed_newest_first()
    {
        await using var erp = await RunningErp.StartAsync();
        for (var i = 0; i < 3; i++)
            await erp.Client.PlaceOrderAsync(customerNo: "C-1999");

        var reply = await erp.Client.CallAsync("ListOrders", ("CustomerNo", "C-1999"), ("MaxCount", 2));

        reply.Answer.Descendants(Xml.T + "OrderNo").Select(no => no.Value).ShouldBe(["3033", "3032"]);
    }

    [Fact]
    public async Task The_control_listing_and_the_service_tell_the_same_about_the_first_orders()
    {
        await using var erp = await RunningErp.StartAsync();

        var orders = await erp.Client.OrdersAsync();

        orders.Count.ShouldBe(30);
        foreach (var listed in orders)
        {
            var order = (await erp.Client.CallAsync("GetOrder", ("OrderNo", listed.GetProperty("orderNo").GetInt32()))).Answer;
            order.Text("CustomerNo").ShouldBe(listed.GetProperty("customerNo").GetString());
            var total = XmlConvert.ToDecimal(order.Text("TotalAmount"));
            total.ShouldBe(listed.GetProperty("totalAmount").GetDecimal());
            order.Descendants(Xml.T + "LineAmount").Sum(amount => (decimal)amount).ShouldBe(total);
            order.Descendants(Xml.T + "Line").Count().ShouldBe(listed.GetProperty("lines").GetArrayLength());
        }
    }
}
