//! Connections for the driver: TCP, and where the URL says https, TLS over it by rustls.

use hyper::http::Uri;
use std::{io, sync::Arc, time::Duration};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore, pki_types::ServerName};

/// Opens connections.
#[derive(Debug)]
pub struct Connector {
    /// How long that may take, and the exchange of a request and its answer after it.
    pub timeout: Duration,
    /// Whom to trust with https.
    pub tls: Arc<ClientConfig>,
}

impl Connector {
    /// Trusts the certificate authorities that Mozilla's browser trusts.
    pub fn new(timeout: Duration) -> Result<Self, rustls::Error> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        Ok(Self { timeout, tls: config.with_root_certificates(roots).with_no_client_auth().into() })
    }

    /// A connection to the URL's server, ready for HTTP.
    pub async fn connect(&self, url: &Uri) -> io::Result<Box<dyn Stream>> {
        timeout(self.timeout, self.open(url)).await?
    }

    async fn open(&self, url: &Uri) -> io::Result<Box<dyn Stream>> {
        let host = url.host().unwrap_or_default().trim_matches(['[', ']']);
        if url.scheme_str() == Some("http") {
            return Ok(Box::new(TcpStream::connect((host, url.port_u16().unwrap_or(80))).await?));
        }
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        let stream = TcpStream::connect((host, url.port_u16().unwrap_or(443))).await?;
        let tls = tokio_rustls::TlsConnector::from(Arc::clone(&self.tls));
        Ok(Box::new(tls.connect(name, stream).await?))
    }
}

/// What goes in and out.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}
