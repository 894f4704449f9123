namespace Hub.ServiceKit.Hosting;

/// <summary>What a side is.</summary>
public enum SideKind
{
    /// <summary>The adapter of a system of record: <c>adapter:erp</c>.</summary>
    Adapter,

    /// <summary>A new service: <c>service:orders</c>.</summary>
    Service,

    /// <summary>An HTTP address.</summary>
    Address,
}

/// <summary>A side's name, read where the plan is read: <c>adapter:erp</c>, <c>service:orders</c> or an address.</summary>
public sealed record SideName
{
    private const string AdapterPrefix = "adapter:";
    private const string ServicePrefix = "service:";
    private readonly string _text;

    private SideName(SideKind kind, string name, string text) => (Kind, Name, _text) = (kind, name, text);

    /// <summary>What the side is.</summary>
    public SideKind Kind { get; }

    /// <summary>The system's or the service's name; of an address what the plan writes, which may be a reference.</summary>
    public string Name { get; }

    /// <summary>Whether the hub hosts the side, so that it has no address.</summary>
    public bool IsHosted => Kind != SideKind.Address;

    /// <summary>Returns the name of a system's adapter.</summary>
    public static SideName Adapter(string system) => new(SideKind.Adapter, system, AdapterPrefix + system);

    /// <summary>Returns the name of a new service.</summary>
    public static SideName Service(string service) => new(SideKind.Service, service, ServicePrefix + service);

    /// <summary>Returns the name of a side at an address, which is the address as the plan writes it.</summary>
    public static SideName Address(string written) => new(SideKind.Address, written, written);

    /// <summary>Reads a name; what names neither an adapter nor a service is an address.</summary>
    public static SideName Parse(string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        return written.StartsWith(AdapterPrefix, StringComparison.Ordinal) ? Adapter(written[AdapterPrefix.Length..])
            : written.StartsWith(ServicePrefix, StringComparison.Ordinal) ? Service(written[ServicePrefix.Length..])
            : Address(written);
    }

    /// <summary>The name as the plan writes it.</summary>
    public override string ToString() => _text;
}
