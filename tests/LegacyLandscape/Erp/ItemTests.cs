using System.Net;
using System.Net.Http.Json;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Erp;

public sealed class ItemTests
{
    [Theory]
    [InlineData("P-2001")]
    [InlineData("P-2001      ")]
    public async Task An_item_is_found_by_its_number_padded_or_not_and_answered_padded(string itemNo)
    {
        await using var erp = await RunningErp.StartAsync();

        var item = (await erp.Client.CallAsync("GetItem", ("ItemNo", itemNo))).Answer.Element(Xml.M + "Item")!;

        item.Text("ItemNo").ShouldBe("P-2001      ");
        item.Text("Price").ShouldBe("0.045");
        item.Text("Active").ShouldBe("Y");
        item.Text("ListedOn").ShouldMatch("^[0-9]{8}$");
    }

    [Fact]
    public async Task All_items_can_be_walked_through_page_by_page()
    {
        await using var erp = await RunningErp.StartAsync();
        var seen = new List<string>();
        (string, object)[] from = [];
        while (true)
        {
            var page = (await erp.Client.CallAsync("ListItems", [.. from, ("MaxCount", 7)])).Answer;
            var numbers = page.Descendants(Xml.T + "ItemNo").Select(no => no.Value).ToList();
            if (numbers.Count == 0)
                break;
            seen.AddRange(numbers);
            from = [("FromItemNo", numbers[^1])];
        }

        seen.ShouldBe(Enumerable.Range(2001, 40).Select(no => $"P-{no}".PadRight(12)));
    }

    [Fact]
    public async Task An_edit_in_the_back_office_is_the_next_change()
    {
        await using var erp = await RunningErp.StartAsync();

        var edit = await erp.Client.Http.PostAsJsonAsync("/control/erp/items/P-2005", new { price = 0.0135m, active = false });

        edit.EnsureSuccessStatusCode();
        var changes = (await erp.Client.CallAsync("ItemsChangedSince", ("ChangeNo", 70), ("MaxCount", 10))).Answer;
        changes.Descendants(Xml.T + "ItemNo").Select(no => no.Value).ShouldBe(["P-2005      "]);
        changes.Text("ChangeNo").ShouldBe("71");
        changes.Text("Price").ShouldBe("0.0135");
        changes.Text("Active").ShouldBe("N");
        changes.Element(Xml.M + "LastChangeNo")!.Value.ShouldBe("71");
    }

    [Fact]
    public async Task A_price_change_does_not_touch_orders_already_placed()
    {
        await using var erp = await RunningErp.StartAsync();
        var orderNo = await erp.Client.PlaceOrderAsync();

        await erp.Client.Http.PostAsJsonAsync("/control/erp/items/P-2001", new { price = 99m });

        (await erp.Client.CallAsync("GetOrder", ("OrderNo", orderNo))).Answer.Text("TotalAmount").ShouldBe("0.045");
    }

    [Fact]
    public async Task An_edit_of_an_unknown_item_or_with_a_wrong_price_is_refused()
    {
        await using var erp = await RunningErp.StartAsync();

        var unknown = await erp.Client.Http.PostAsJsonAsync("/control/erp/items/P-9", new { active = true });
        var wrong = await erp.Client.Http.PostAsJsonAsync("/control/erp/items/P-2001", new { price = 0.00001m });

        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}
