namespace Hub.ServiceKit.Hosting;

/// <summary>Tells which services are used, where a plan says so; where nobody tells, each is.</summary>
public interface IServiceUse
{
    /// <summary>Returns whether a service is used.</summary>
    bool IsUsed(SideName service);

    /// <summary>Opens a service once it is used: before the first request for it comes.</summary>
    /// <param name="service">The service.</param>
    /// <param name="open">Opens it; called once.</param>
    void WhenUsed(SideName service, Action open);
}
