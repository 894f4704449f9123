using System.Runtime.Serialization;
using System.ServiceModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SoapCore;

namespace Hub.Interop.Tests;

/// <summary>A service of .NET's data contracts, as WCF and its followers write them, on a free port.</summary>
public sealed class SoapCoreService : IAsyncLifetime
{
    private readonly WebApplication _app;

    /// <summary>Builds it; it is started for the tests of a class.</summary>
    public SoapCoreService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSoapCore().AddSingleton<IGraphs, Graphs>();
        _app = builder.Build();
        _app.UseRouting().UseEndpoints(endpoints => endpoints.UseSoapEndpoint<IGraphs>(
            "/graphs.svc", new SoapEncoderOptions(), SoapSerializer.DataContractSerializer));
    }

    /// <summary>Where it listens.</summary>
    public string Address => _app.Urls.Single() + "/graphs.svc";

    public async ValueTask InitializeAsync() => await _app.StartAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

/// <summary>Objects that refer to each other.</summary>
[DataContract(IsReference = true)]
public sealed class Node
{
    [DataMember]
    public string? Name { get; set; }

    [DataMember]
    public Node? Child { get; set; }

    [DataMember]
    public Node? Other { get; set; }
}

[ServiceContract(Namespace = "urn:graphs")]
public interface IGraphs
{
    /// <summary>A tree with one node in two places, or with a node that leads back to the root.</summary>
    [OperationContract]
    Node GetGraph(string kind);

    /// <summary>Refuses, or fails.</summary>
    [OperationContract]
    void Book(string how);
}

internal sealed class Graphs : IGraphs
{
    public Node GetGraph(string kind)
    {
        var shared = new Node { Name = "shared" };
        var root = new Node { Name = "root", Child = shared, Other = shared };
        shared.Other = kind == "circle" ? root : null;
        return root;
    }

    public void Book(string how) => throw new FaultException(
        new FaultReason($"{how}: field X is wrong"), new FaultCode(how), action: null);
}
