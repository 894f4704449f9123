namespace Hub.Facade.Forwarding;

/// <summary>
/// Which port an endpoint answers at, where the hub's own surface has one of its own. One that says nothing is the admin's.
/// </summary>
/// <param name="Public">At the public port.</param>
/// <param name="Admin">At the admin port.</param>
internal sealed record ServedAt(bool Public, bool Admin)
{
    public static ServedAt PublicPort { get; } = new(Public: true, Admin: false);

    public static ServedAt BothPorts { get; } = new(Public: true, Admin: true);
}
