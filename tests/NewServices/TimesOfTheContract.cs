using System.Globalization;
using Hub.ServiceKit.Requests;

namespace Hub.NewServices.Tests;

/// <summary>
/// A time is read with its zone, and the machine's own zone changes nothing (TZ=America/New_York with this test shows it).
/// </summary>
public sealed class TimesOfTheContract
{
    [Theory]
    [InlineData("2026-12-24T18:00:00Z", "2026-12-24T18:00:00Z")]
    [InlineData("2026-12-24T18:00:00.5+01:00", "2026-12-24T17:00:00.5Z")]
    [InlineData("2026-12-24T18:00-05:30", "2026-12-24T23:30:00Z")]
    [InlineData("9999-12-31T23:59:59+02:00", "9999-12-31T21:59:59Z")]
    public void A_time_with_its_zone_is_read(string text, string utc) =>
        ContractTime.Find(text).ShouldBe(DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("2026-12-24T18:00:00")]
    [InlineData("2026-12-24")]
    [InlineData("2026-12-24 18:00:00Z")]
    [InlineData("Thu, 24 Dec 2026 18:00:00 GMT")]
    [InlineData("9999-12-31T23:59:59-02:00")]
    [InlineData("0001-01-01T00:00:00+02:00")]
    [InlineData("T")]
    [InlineData("")]
    public void Any_other_text_is_not(string text) => ContractTime.Find(text).ShouldBeNull();
}
