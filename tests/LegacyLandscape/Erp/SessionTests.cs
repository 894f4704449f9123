using Hub.Tests;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Erp;

public sealed class SessionTests
{
    [Fact]
    public async Task One_request_more_than_there_are_sessions_is_refused_at_once()
    {
        await using var erp = await RunningErp.StartAsync(sessions: 2);
        await erp.Client.BehaveAsync(new { mode = "hang" });
        Task[] hanging = [erp.Client.PlaceOrderAsync(), erp.Client.PlaceOrderAsync()];
        await Eventually.HoldsAsync(async () =>
            (await erp.Client.StateAsync()).GetProperty("sessions").GetProperty("inUse").GetInt32() == 2);

        var reply = await erp.Client.CallAsync("GetItem", ("ItemNo", "P-2001"));

        reply.FaultCode.ShouldBe("soap:Server");
        reply.Detail!.Name.ShouldBe(Xml.M + "SessionLimitReached");
        reply.Detail.Element(Xml.M + "Limit")!.Value.ShouldBe("2");
        (await Contract.OfAsync(erp)).Validate(reply.Detail);
        var statistics = await erp.Client.StatisticsAsync();
        statistics.GetProperty("sessionLimitFaults").GetInt32().ShouldBe(1);
        statistics.GetProperty("maxConcurrent").GetInt32().ShouldBe(2);

        await erp.Client.BehaveAsync(new { mode = "normal" });
        foreach (var call in hanging)
            await Should.ThrowAsync<HttpRequestException>(call);
        (await erp.Client.CallAsync("GetItem", ("ItemNo", "P-2001"))).IsFault.ShouldBeFalse();
    }

    [Fact]
    public async Task A_caller_with_as_many_connections_as_sessions_is_never_refused()
    {
        await using var erp = await RunningErp.StartAsync(sessions: 4);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var i = 0; i < 200; i++)
                (await erp.Client.CallAsync("GetItem", ("ItemNo", "P-2001"))).IsFault.ShouldBeFalse();
        }));

        var statistics = await erp.Client.StatisticsAsync();
        statistics.GetProperty("calls").GetProperty("GetItem").GetInt32().ShouldBe(800);
        statistics.GetProperty("sessionLimitFaults").GetInt32().ShouldBe(0);
    }
}
