using LegacyLandscape.Erp.Store;
using LegacyLandscape.Soap;

namespace LegacyLandscape.Erp;

internal sealed class ErpFault : DeclaredFault
{
    private ErpFault(string name, string message, bool callersFault, params (string Name, string Value)[] fields)
        : base(name, message, callersFault, fields)
    {
    }

    public static ErpFault ItemNotFound(string itemNo) =>
        new("ItemNotFound", $"Item {itemNo} is not in the item master.", callersFault: true, ("ItemNo", ItemNumber.Pad(itemNo)));

    public static ErpFault ItemDiscontinued(string itemNo) =>
        new("ItemDiscontinued", $"Item {itemNo} is no longer sold.", callersFault: true, ("ItemNo", ItemNumber.Pad(itemNo)));

    public static ErpFault OrderNotFound(int orderNo) =>
        new("OrderNotFound", $"There is no order {orderNo}.", callersFault: true, ("OrderNo", $"{orderNo}"));

    public static ErpFault InvalidOrder(string message, string field) =>
        new("InvalidOrder", message, callersFault: true, ("Field", field));

    public static ErpFault InvalidStatus(int orderNo, string status) =>
        new("InvalidStatus", $"'{status}' is no order status: N, R, S or X.", callersFault: true,
            ("OrderNo", $"{orderNo}"), ("Status", status));

    public static ErpFault StatusRefused(int orderNo, string status, string message) =>
        new("StatusRefused", message, callersFault: true, ("OrderNo", $"{orderNo}"), ("Status", status));

    public static ErpFault InsufficientStock(string itemNo, string shortages) =>
        new("InsufficientStock", $"Not enough stock. {shortages}.", callersFault: true, ("ItemNo", ItemNumber.Pad(itemNo)));

    public static ErpFault InvalidReservation(string message, string field) =>
        new("InvalidReservation", message, callersFault: true, ("Field", field));

    public static ErpFault ReservationNotFound(string reference) =>
        new("ReservationNotFound", $"There is no reservation '{reference}'.", callersFault: true, ("Reference", reference));

    public static ErpFault ReservationConflict(string reference, string why) =>
        new("ReservationConflict", $"Reservation '{reference}' {why}.", callersFault: true, ("Reference", reference));

    public static ErpFault RecordLocked(int orderNo) =>
        new("RecordLocked", $"Order {orderNo} is being edited by another user.", callersFault: false, ("OrderNo", $"{orderNo}"));

    public static ErpFault SessionLimitReached(int limit) =>
        new("SessionLimitReached", $"All {limit} sessions are in use.", callersFault: false, ("Limit", $"{limit}"));
}
