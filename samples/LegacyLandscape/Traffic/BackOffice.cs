using LegacyLandscape.Crm;
using LegacyLandscape.Crm.Store;
using LegacyLandscape.Erp;
using LegacyLandscape.Erp.Store;
using LegacyLandscape.Finance.Store;

namespace LegacyLandscape.Traffic;

/// <summary>People at the old systems' own screens, behind the hub's back.</summary>
internal sealed class BackOffice(
    KnownRecords known, OrderStore orders, ItemStore items, CustomerStore customers, InvoiceStore invoices, Dice dice,
    TimeProvider clock)
{
    private static readonly string[] Notes = ["credit checked", "visited in spring", "moved to a new warehouse", "new buyer"];
    private readonly List<(string Item, decimal Price)> list = [.. known.Products.Select(item => (item.ItemNo, item.Price))];

    /// <summary>
    /// Whether a customer is edited by front-ends; the back office edits the others, so that a demo left alone makes no
    /// conflicts.
    /// </summary>
    public static bool IsOfFrontEnds(Customer customer) => string.CompareOrdinal(customer.CustomerNo, "C-1041") < 0;

    /// <summary>Has somebody change one record.</summary>
    public async Task ActAsync()
    {
        try
        {
            await (dice.Below(4) switch
            {
                0 => ReviewCustomerAsync(),
                1 => ChangePriceAsync(),
                2 => MoveOrderOnAsync(),
                _ => BookAsync(),
            });
        }
        catch (Exception e) when (e is ErpFault or CrmFault or FinanceRefusal)
        {
            // The system refused, as it would refuse a clerk, who goes on with something else.
        }
    }

    private Task ReviewCustomerAsync() => customers.EditAsync(
        dice.Of(known.Customers.Where(customer => !IsOfFrontEnds(customer)).ToList()).CustomerNo,
        new CustomerEdit(Name: null, Status: null, CreditLimit: 1_000 * (dice.Below(20) + 1), dice.Of(Notes)));

    // Around the list price, so that no price runs away.
    private Task ChangePriceAsync()
    {
        var (item, price) = dice.Of(list);
        var changed = decimal.Round(price * (95 + dice.Below(11)) / 100, 2);
        return items.EditAsync(item, new ItemEdit(Description: null, changed, Active: null));
    }

    private Task MoveOrderOnAsync()
    {
        var order = orders.Get(int.Parse(dice.Of(known.Orders).Id["O-".Length..]));
        return order.Status switch
        {
            OrderStatus.New => orders.SetStatusAsync(order.OrderNo, "R"),
            "R" => orders.SetStatusAsync(order.OrderNo, "S"),
            _ => Task.CompletedTask,
        };
    }

    private Task BookAsync()
    {
        var today = Date8.Of(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        var open = invoices.All().Where(i => i.Comp == 1 && i.Stat != InvoiceStatus.Cancelled && i.PayAm < i.GroAm).ToList();
        if (open.Count > 0)
        {
            var invoice = dice.Of(open);
            return invoices.PayAsync((int)invoice.DocNo, new NewPayment(today, Math.Max(1, (invoice.GroAm - invoice.PayAm) / 2)));
        }

        var item = dice.Of(known.Products);
        return invoices.PostAsync(new NewInvoice(
            dice.Of(known.Customers).CustomerNo, today,
            [new NewLine(item.ItemNo, item.Description, Qty: 1_000 * (dice.Below(9) + 1), item.PriceE4)]));
    }
}
