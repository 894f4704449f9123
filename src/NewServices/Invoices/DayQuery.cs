using Hub.ServiceKit.Requests;

namespace Hub.Invoices;

internal static class DayQuery
{
    /// <summary>
    /// Returns the day of a query parameter as the store keeps it; null where it is missing or wrong, which is noted.
    /// </summary>
    public static long? Find(QueryParameters query, string name)
    {
        if (query.Text(name) is not { } text)
            return null;
        if (Day.Find(text) is { } day)
            return Day.ToNumber(day);
        query.Wrong(name, $"must be {Day.Expected}");
        return null;
    }
}
